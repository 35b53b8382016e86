import type { ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'

/** What a page measured while it drew a stream. */
export interface Streamed {
  /** Milliseconds of each flush, drawing included, the work that was put off not. */
  readonly flushes: readonly number[]
  /** Nodes of the document below its root at the end. */
  readonly nodes: number
  /** Characters that are drawn at the end. */
  readonly characters: number
}

declare global {
  interface Window {
    stream(text: string, size: number): Promise<Streamed>
  }
}

const frame = () => new Promise(resolve => requestAnimationFrame(resolve))

function nodesBelow(root: Node): number {
  const walker = document.createTreeWalker(root)
  let count = 0
  while (walker.nextNode()) count++
  return count
}

/** Lets the page draw a text that grows, one flush in each frame, and then the settled one. */
export function streamInto(draw: (text: string, streaming: boolean) => ReactElement): void {
  window.stream = async (text, size) => {
    const element = document.getElementById('root') as HTMLElement
    const root = createRoot(element)
    const flushes: number[] = []
    for (let length = size; length < text.length + size; length += size) {
      await frame()
      const started = performance.now()
      flushSync(() => root.render(draw(text.slice(0, length), true)))
      flushes.push(performance.now() - started)
    }
    flushSync(() => root.render(draw(text, false)))
    // What was put off is done before the page is asked for its work.
    for (let count = 0; count < 30; count++) await frame()
    return { flushes, nodes: nodesBelow(element), characters: element.textContent?.length ?? 0 }
  }
}
