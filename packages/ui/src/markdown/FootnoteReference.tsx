import { useUi } from '../text/UiProvider.tsx'
import { goTo } from './goTo.ts'
import { useLabels } from './MarkdownScope.tsx'

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
        onClick={event => goTo(event, event.currentTarget.ownerDocument.getElementById(id))}
      >
        {format.number(number)}
      </a>
    </sup>
  )
}
