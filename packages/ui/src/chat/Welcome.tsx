import { useActions } from '@sluice/react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** A message that can be sent with one click. */
export interface Suggestion {
  readonly title: string
  /** The message; the title when absent. */
  readonly text?: string
}

/** What stands in an empty conversation. */
export function Welcome({ suggestions }: { readonly suggestions: readonly Suggestion[] }) {
  const { messages } = useUi()
  const { send } = useActions(useSessionRef())
  return (
    <div data-sluice="welcome">
      <h2>{messages.emptyTitle}</h2>
      <p>{messages.emptyText}</p>
      {suggestions.length > 0 && (
        <ul aria-label={messages.suggestions}>
          {suggestions.map(({ title, text }) => (
            <li key={title}>
              <button type="button" data-sluice="suggestion" onClick={() => send(text ?? title)}>
                <strong>{title}</strong>
                {text && text !== title ? <span>{text}</span> : null}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
