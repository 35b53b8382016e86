import { type MouseEvent, useRef } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import type { Footnote } from './footnoteLabels.ts'
import { MarkdownBlocks } from './MarkdownBlocks.tsx'
import { useLabels } from './MarkdownScope.tsx'

/** Goes to a place of this page and leaves its address alone, which may be the app's. */
function go(event: MouseEvent, place: HTMLElement | null | undefined): void {
  if (!place) return
  event.preventDefault()
  place.focus()
}

/** The number of a footnote, which leads to it. */
export function FootnoteReference({ label }: { readonly label: string }) {
  const { messages, format } = useUi()
  const { numbers, prefix } = useLabels()
  const number = numbers.get(label)
  if (number === undefined) return null
  const id = `${prefix}${number}`
  return (
    <sup>
      <a
        href={`#${id}`}
        data-sluice="footnote-reference"
        aria-label={messages.footnote(format.number(number))}
        onClick={event => go(event, event.currentTarget.ownerDocument.getElementById(id))}
      >
        {format.number(number)}
      </a>
    </sup>
  )
}

/** The footnotes that a text names, in the order in which it does. */
export function Footnotes({ footnotes }: { readonly footnotes: readonly Footnote[] }) {
  const { messages } = useUi()
  const { prefix } = useLabels()
  const section = useRef<HTMLElement>(null)
  return (
    <section ref={section} data-sluice="footnotes" aria-label={messages.footnotes}>
      <ol>
        {footnotes.map(({ label, children }, index) => {
          const id = `${prefix}${index + 1}`
          const reference = () =>
            section.current?.parentElement?.querySelector<HTMLElement>(`a[href="#${CSS.escape(id)}"]`)
          return (
            <li key={label} id={id} tabIndex={-1}>
              <MarkdownBlocks blocks={children} />
              <button
                type="button"
                data-sluice="footnote-back"
                aria-label={messages.backToText}
                onClick={event => go(event, reference())}
              >
                ↩
              </button>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
