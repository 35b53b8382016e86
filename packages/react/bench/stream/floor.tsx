import { type CreateStreamSubject, textOf } from './StreamSubject.ts'

/** No library: a text node that is written once for each update, as text comes in. What it costs is the page's, the browser's and the measurement's. */
export const createFloor: CreateStreamSubject = messages => {
  let text = ''
  let node: Text | undefined
  const hold = (element: HTMLElement | null): void => {
    node = element?.appendChild(document.createTextNode(''))
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
    push(delta) {
      const frame = JSON.stringify({ type: 'delta', text: delta })
      text += (JSON.parse(frame) as { readonly text: string }).text
      if (node !== undefined) node.data = text
    },
    end: () => undefined,
  }
}
