import { Component, type ReactNode, type RefObject } from 'react'

interface KeepPlaceProps {
  /** The element id of the first row. */
  readonly first: string | null
  readonly viewport: RefObject<HTMLElement | null>
  readonly content: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

interface Place {
  readonly row: HTMLElement
  readonly top: number
}

/**
 * Keeps what is read where it is when rows come in front of it, also while those near it are drawn for the first time and get their true
 * height; whatever else scrolls ends that. A class, because only its snapshot is taken before the page changes: the one time that a layout is
 * read. Browsers that anchor by themselves do nothing at the very top, and some do nothing anywhere.
 */
export class KeepPlace extends Component<KeepPlaceProps> {
  private observer: ResizeObserver | null = null

  override getSnapshotBeforeUpdate({ first }: KeepPlaceProps): Place | null {
    const row = first !== null && first !== this.props.first ? document.getElementById(first) : null
    return row && { row, top: row.getBoundingClientRect().top }
  }

  override componentDidUpdate(_props: KeepPlaceProps, _state: unknown, place: Place | null): void {
    const { viewport, content } = this.props
    // A row that is gone tells nothing of where the others stand.
    if (!place?.row.isConnected || !viewport.current || !content.current) return
    this.release()
    let stood = this.restore(place, viewport.current)
    if (typeof ResizeObserver === 'undefined') return
    this.observer = new ResizeObserver(() => {
      const { current } = viewport
      // Somebody else scrolled, be it the reader, a link or the browser's own anchoring.
      if (!current || !place.row.isConnected || Math.abs(current.scrollTop - stood) > 1) this.release()
      else stood = this.restore(place, current)
    })
    this.observer.observe(content.current)
    // The browser would hold on to another row at the same time, as the one before, which is partly in view.
    viewport.current.style.overflowAnchor = 'none'
  }

  override componentWillUnmount(): void {
    this.release()
  }

  override render(): ReactNode {
    return this.props.children
  }

  private release(): void {
    if (!this.observer) return
    this.observer.disconnect()
    this.observer = null
    this.props.viewport.current?.style.removeProperty('overflow-anchor')
  }

  private restore({ row, top }: Place, viewport: HTMLElement): number {
    viewport.scrollTop += row.getBoundingClientRect().top - top
    return viewport.scrollTop
  }
}
