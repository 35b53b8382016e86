import mermaid from 'mermaid'

/** A diagram as an image. */
export interface DrawnDiagram {
  readonly url: string
  readonly width: number
  readonly height: number
}

/** Mermaid keeps one configuration, so that only one diagram is drawn at a time. */
let last: Promise<unknown> = Promise.resolve()

async function draw(id: string, source: string, dark: boolean): Promise<DrawnDiagram> {
  mermaid.initialize({
    startOnLoad: false,
    suppressErrorRendering: true,
    securityLevel: 'strict',
    // Labels of HTML are not drawn in an image by every browser.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: dark ? 'dark' : 'neutral',
    fontFamily: 'system-ui, sans-serif',
  })
  const { svg } = await mermaid.render(id, source)
  const [, , width = 300, height = 150] = /viewBox="([^"]+)"/.exec(svg)?.[1]?.split(/[ ,]+/).map(Number) ?? []
  // An image of its own size does not stretch to that of its container.
  const sized = svg.replace(/^<svg([^>]*?) width="[^"]*"/, `<svg$1 width="${width}" height="${height}"`)
  return {
    url: `data:image/svg+xml,${encodeURIComponent(sized)}`,
    width: Math.ceil(width),
    height: Math.ceil(height),
  }
}

/** Draws a diagram; rejects when Mermaid cannot read it. `dark` says that it stands on a dark ground. */
export function drawDiagram(id: string, source: string, dark: boolean): Promise<DrawnDiagram> {
  const drawn = last.then(() => draw(id, source, dark))
  last = drawn.catch(() => {})
  return drawn
}
