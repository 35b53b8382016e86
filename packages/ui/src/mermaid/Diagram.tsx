import { useEffect, useId, useRef, useState } from 'react'
import type { MarkdownPluginProps } from '../markdown/MarkdownPlugin.ts'
import { useUi } from '../text/UiProvider.tsx'
import { type DrawnDiagram, drawDiagram } from './drawDiagram.ts'

/** The text is light, so what is behind it is dark. */
function isDark(element: Element): boolean {
  const { color } = getComputedStyle(element)
  const lightness = /^oklch\(([\d.]+)/.exec(color)?.[1]
  const red = /^rgba?\((\d+)/.exec(color)?.[1] ?? 0
  return Number(lightness ?? Number(red) / 255) > 0.6
}

/** Keeps the ground that the diagram was drawn for, however the page turns since. */
function keepGround(figure: HTMLElement | null): void {
  if (figure) figure.style.backgroundColor = getComputedStyle(figure).backgroundColor
}

/** A diagram as an image; its code until it is drawn, and where Mermaid cannot read it. */
export function Diagram({ value, children }: MarkdownPluginProps) {
  const { messages } = useUi()
  const id = useId()
  const element = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<DrawnDiagram | null>(null)
  useEffect(() => {
    let isWanted = true
    const dark = element.current !== null && isDark(element.current)
    drawDiagram(`sluice${id.replace(/\W/g, '')}`, value, dark).then(
      diagram => isWanted && setDrawn(diagram),
      // It stays code.
      () => {},
    )
    return () => {
      isWanted = false
    }
  }, [id, value])
  return (
    <div ref={element} data-sluice="diagram">
      {drawn ? (
        <figure
          // A scrolling region has to be reachable by keyboard.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
          tabIndex={0}
          aria-label={messages.diagram}
          ref={keepGround}
        >
          <img src={drawn.url} width={drawn.width} height={drawn.height} alt={value} />
        </figure>
      ) : (
        children
      )}
    </div>
  )
}
