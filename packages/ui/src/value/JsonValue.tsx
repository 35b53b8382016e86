import { type ReactNode, useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { DiffText, isDiff } from './DiffText.tsx'
import { plainText } from './plainText.ts'
import { RowsTable } from './RowsTable.tsx'
import { changeLines, changeOf, columnsOf } from './shapes.ts'
import { visibleText } from './visibleText.tsx'

/** More entries than this are shown on demand. */
const SHOWN = 50
/** A string up to this length without a line break stands in the line. */
const INLINE_LENGTH = 120
/** Deeper values are shown as JSON. */
const DEEPEST = 12

/** The props of {@link JsonValue}. */
export interface JsonValueProps {
  readonly value: unknown
  /** Names it for a screen reader. */
  readonly label: string
  readonly depth?: number
}

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n')

function Text({ text, label }: { text: string; label: string }) {
  if (isDiff(text)) return <DiffText lines={linesOf(text)} label={label} />
  if (text.length <= INLINE_LENGTH && !text.includes('\n'))
    return <code data-sluice="value-inline">{visibleText(text)}</code>
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <figure data-sluice="value-text" tabIndex={0} aria-label={label}>
      <pre>{visibleText(text)}</pre>
    </figure>
  )
}

/** Shows the first of many, and the next on demand. */
function Some<T>({ all, children }: { all: readonly T[]; children: (some: readonly T[]) => ReactNode }) {
  const { messages, format } = useUi()
  const [shown, setShown] = useState(SHOWN)
  const rest = all.length - shown
  return (
    <>
      {children(all.slice(0, shown))}
      {rest > 0 && (
        <button type="button" data-sluice="value-more" onClick={() => setShown(shown + SHOWN)}>
          {messages.showMore(format.number(Math.min(rest, SHOWN)))}
        </button>
      )}
    </>
  )
}

interface EntriesProps {
  readonly entries: readonly (readonly [string, unknown])[]
  readonly label: string
  readonly depth: number
}

function Entries({ entries, label, depth }: EntriesProps) {
  return (
    <Some all={entries}>
      {some => (
        <dl data-sluice="value-entries">
          {some.map(([key, item]) => (
            <div key={key}>
              <dt>{plainText(key)}</dt>
              <dd>
                <JsonValue value={item} label={`${label} ${key}`} depth={depth + 1} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Some>
  )
}

function List({ items, label, depth }: { items: readonly unknown[]; label: string; depth: number }) {
  if (items.every(item => typeof item === 'string')) return <Text text={items.join('\n')} label={label} />
  const columns = columnsOf(items)
  if (columns)
    return (
      <Some all={items as readonly Record<string, unknown>[]}>
        {rows => <RowsTable columns={columns} rows={rows} label={label} />}
      </Some>
    )
  return <Entries entries={Object.entries(items)} label={label} depth={depth} />
}

/** Shows a JSON value for a person: texts as text, objects as names and values, lists of alike objects as a table, changes as a diff. */
export function JsonValue({ value, label, depth = 0 }: JsonValueProps) {
  const { messages } = useUi()
  if (typeof value === 'string' && value !== '') return <Text text={value} label={label} />
  if (value === '' || value === undefined) return <span data-sluice="value-empty">{messages.emptyValue}</span>
  if (typeof value !== 'object' || value === null)
    return <code data-sluice="value-inline">{String(value)}</code>
  if (Object.keys(value).length === 0) return <span data-sluice="value-empty">{messages.emptyValue}</span>
  if (depth >= DEEPEST) return <Text text={JSON.stringify(value)} label={label} />
  if (Array.isArray(value)) return <List items={value} label={label} depth={depth} />
  const changed = changeOf(value)
  if (!changed) return <Entries entries={Object.entries(value)} label={label} depth={depth} />
  return (
    <>
      {changed.rest.length > 0 && <Entries entries={changed.rest} label={label} depth={depth} />}
      <DiffText lines={changeLines(changed.change)} label={label} />
    </>
  )
}
