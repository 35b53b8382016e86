import { type ReactNode, useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { DiffText, isDiff } from './DiffText.tsx'

/** More entries than this are shown on demand. */
const SHOWN = 50
/** A string up to this length without a line break stands in the line. */
const INLINE_LENGTH = 120
const DEEPEST = 12

function Text({ text, label }: { text: string; label: string }) {
  if (isDiff(text)) return <DiffText text={text} label={label} />
  if (text.length <= INLINE_LENGTH && !text.includes('\n'))
    return <code data-sluice="value-inline">{text}</code>
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <pre data-sluice="value-text" tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  )
}

function Entries({ entries }: { entries: readonly (readonly [string, ReactNode])[] }) {
  const { messages, format } = useUi()
  const [shown, setShown] = useState(SHOWN)
  const rest = entries.length - shown
  return (
    <>
      <dl data-sluice="value-entries">
        {entries.slice(0, shown).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {rest > 0 && (
        <button type="button" data-sluice="value-more" onClick={() => setShown(shown + SHOWN)}>
          {messages.showMore(format.number(Math.min(rest, SHOWN)))}
        </button>
      )}
    </>
  )
}

/** Shows a JSON value for a person: texts as text, objects as names and values. `label` names it for a screen reader. */
export function JsonValue({ value, label, depth = 0 }: { value: unknown; label: string; depth?: number }) {
  const { messages } = useUi()
  if (typeof value === 'string' && value !== '') return <Text text={value} label={label} />
  if (value === '' || value === undefined) return <span data-sluice="value-empty">{messages.emptyValue}</span>
  if (typeof value !== 'object' || value === null)
    return <code data-sluice="value-inline">{String(value)}</code>
  const entries = Object.entries(value)
  if (entries.length === 0) return <span data-sluice="value-empty">{messages.emptyValue}</span>
  if (depth >= DEEPEST) return <Text text={JSON.stringify(value)} label={label} />
  if (Array.isArray(value) && value.every(item => typeof item === 'string'))
    return <Text text={value.join('\n')} label={label} />
  return (
    <Entries
      entries={entries.map(([key, item]) => [
        key,
        <JsonValue key={key} value={item} label={`${label} ${key}`} depth={depth + 1} />,
      ])}
    />
  )
}
