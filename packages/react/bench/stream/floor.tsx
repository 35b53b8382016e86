import { type CreateStreamSubject, textOf } from './StreamSubject.ts'

/** No library: what comes is parsed, and appended to a text node once in a frame. What it costs is the page's, the browser's and the measurement's. */
export const createFloor: CreateStreamSubject = messages => {
  let waiting = ''
  let node: Text | undefined
  const hold = (element: HTMLElement | null): void => {
    node = element?.appendChild(document.createTextNode(''))
  }
  function write(): void {
    node?.appendData(waiting)
    waiting = ''
  }
  return {
    element: (
      <>
        {Array.from({ length: messages - 1 }, (_, index) => (
          <p key={textOf(index)} className="row">
            {textOf(index)}
          </p>
        ))}
        <p className="row" ref={hold} />
      </>
    ),
    begin: async () => undefined,
    update(delta) {
      const frame = JSON.stringify({ type: 'delta', text: delta })
      return () => {
        if (waiting === '') requestAnimationFrame(write)
        waiting += (JSON.parse(frame) as { readonly text: string }).text
      }
    },
    end: () => undefined,
  }
}
