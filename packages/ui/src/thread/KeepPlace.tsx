import { Component, type ReactNode, type RefObject } from 'react'

interface KeepPlaceProps {
  /** The element id of the first row. */
  readonly first: string | null
  readonly viewport: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

interface Place {
  readonly row: HTMLElement
  readonly top: number
}

/**
 * Keeps what is read where it is when rows come in front of it. A class, because only its snapshot is taken before the page changes: the one
 * time that a layout is read. Browsers that anchor by themselves do nothing at the very top, and some do nothing anywhere.
 */
export class KeepPlace extends Component<KeepPlaceProps> {
  override getSnapshotBeforeUpdate({ first }: KeepPlaceProps): Place | null {
    const row = first !== null && first !== this.props.first ? document.getElementById(first) : null
    return row && { row, top: row.getBoundingClientRect().top }
  }

  override componentDidUpdate(_props: KeepPlaceProps, _state: unknown, place: Place | null): void {
    const { current: viewport } = this.props.viewport
    if (!place?.row.isConnected || !viewport) return
    viewport.scrollTop += place.row.getBoundingClientRect().top - place.top
  }

  override render(): ReactNode {
    return this.props.children
  }
}
