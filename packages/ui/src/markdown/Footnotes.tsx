import { useRef } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import type { Footnote } from './footnoteLabels.ts'
import { goTo } from './goTo.ts'
import { MarkdownBlocks } from './MarkdownBlocks.tsx'
import { useLabels } from './MarkdownScope.tsx'

/** The footnotes that a text names, in the order in which it does. */
export function Footnotes({ footnotes }: { readonly footnotes: readonly Footnote[] }) {
  const { messages } = useUi()
  const { prefix } = useLabels()
  const section = useRef<HTMLElement>(null)
  return (
    <section ref={section} data-sluice="footnotes" aria-label={messages.footnotes}>
      <ol dir="auto">
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
                onClick={event => goTo(event, reference())}
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
