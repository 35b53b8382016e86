import type { LogView } from '@sluice/client'
import {
  fittingBlobs,
  formatSessionFile,
  PEOPLE,
  type RedactionRule,
  redactSessionFile,
  type SessionRef,
  secretRules,
} from '@sluice/protocol'
import { type RefObject, useDeferredValue, useMemo, useState } from 'react'
import { saveText } from '../edge/saveText.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'
import { formatRunTest } from './formatRunTest.ts'
import { type ReadBlob, readBlobs } from './readBlobs.ts'

/** The props of {@link ExportDialog}. */
export interface ExportDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly session: SessionRef
  readonly log: LogView
  /** The selected position, up to which the log may be cut; null while none is selected. */
  readonly position: number | null
  readonly readBlob: ReadBlob
}

function ruleOf(text: string): RedactionRule | null {
  try {
    return text === '' ? null : { name: text, pattern: new RegExp(text) }
  } catch {
    // Half a pattern is no pattern yet; the field says so.
    return null
  }
}

/** Saves the log, or its beginning up to the selected event, as a file; what will be masked is counted before. [P1 P2 D1] */
export function ExportDialog({ dialog, session, log, position, readBlob }: ExportDialogProps) {
  const { messages } = useDevtools()
  const [isOpen, setOpen] = useState(false)
  const [isCut, setCut] = useState(false)
  const [hasBlobs, setHasBlobs] = useState(true)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [hasPeople, setHasPeople] = useState(false)
  const [pattern, setPattern] = useState('')
  const [isSaving, setSaving] = useState(false)
  const [missing, setMissing] = useState(0)
  const own = useMemo(() => ruleOf(pattern), [pattern])
  const rules = useMemo(
    () => [...secretRules.filter(({ name }) => !left.has(name)), ...(own === null ? [] : [own])],
    [left, own],
  )
  const count = isCut && position !== null ? position + 1 : log.count
  // The dialog is there before what it counts, which takes seconds in a log of 200 MB.
  const isCounted = useDeferredValue(isOpen)
  const envelopes = useMemo(
    () => (isCounted ? log.envelopes.slice(0, count) : []),
    [isCounted, log.envelopes, count],
  )
  const { leftOut } = useMemo(
    () => (hasBlobs ? fittingBlobs(envelopes) : { leftOut: 0 }),
    [hasBlobs, envelopes],
  )
  const found = useMemo(() => {
    const every = [...secretRules, ...(own === null ? [] : [own])]
    const { matches } = redactSessionFile({ session, envelopes }, every, { people: true })
    return new Map(matches.map(({ rule, count }) => [rule, count]))
  }, [session, envelopes, own])

  const save = async (withTest: boolean) => {
    setSaving(true)
    const saved = log.envelopes.slice(0, count)
    const { blobs, missing } = await readBlobs(hasBlobs ? fittingBlobs(saved).blobs : [], readBlob)
    const { content } = redactSessionFile({ session, envelopes: saved, blobs }, rules, {
      people: !hasPeople,
    })
    const file = `${session.agent}-${session.id}.sluice`
    saveText(file, formatSessionFile(content))
    if (withTest)
      saveText(
        `${session.agent}-${session.id}.test.ts`,
        formatRunTest({ session, envelopes: content.envelopes, file }),
      )
    setSaving(false)
    setMissing(missing)
    if (missing === 0) dialog.current?.close()
  }
  return (
    <dialog
      ref={dialog}
      className="sluice-devtools-dialog"
      aria-label={messages.exportSession}
      onToggle={event => {
        setOpen(event.currentTarget.open)
        setMissing(0)
      }}
    >
      <form
        method="dialog"
        onSubmit={event => {
          event.preventDefault()
          void save(false)
        }}
      >
        <h2 className="sluice-devtools-heading">{messages.exportSession}</h2>
        <p className="sluice-devtools-quiet">{messages.exportText(formatCount(count))}</p>
        {position !== null && (
          <label>
            <input type="checkbox" checked={isCut} onChange={event => setCut(event.target.checked)} />
            {messages.exportCut}
          </label>
        )}
        <label>
          <input type="checkbox" checked={hasBlobs} onChange={event => setHasBlobs(event.target.checked)} />
          {messages.exportBlobs}
        </label>
        {leftOut > 0 && (
          <p className="sluice-devtools-quiet">{messages.exportLeftOut(formatCount(leftOut))}</p>
        )}
        <fieldset>
          <legend>{messages.exportMask}</legend>
          {secretRules.map(({ name, pattern: { source } }) => (
            <label key={name} title={source}>
              <input
                type="checkbox"
                checked={!left.has(name)}
                onChange={event => {
                  const next = new Set(left)
                  if (event.target.checked) next.delete(name)
                  else next.add(name)
                  setLeft(next)
                }}
              />
              {messages.maskRule[name] ?? name}
              <span className="sluice-devtools-badge" data-empty={!found.get(name) || undefined}>
                {formatCount(found.get(name) ?? 0)}
              </span>
            </label>
          ))}
          <label>
            <input
              type="checkbox"
              checked={!hasPeople}
              onChange={event => setHasPeople(!event.target.checked)}
            />
            {messages.peopleMasked}
            <span className="sluice-devtools-badge" data-empty={!found.get(PEOPLE) || undefined}>
              {formatCount(found.get(PEOPLE) ?? 0)}
            </span>
          </label>
          <label>
            <input
              className="sluice-devtools-input"
              placeholder={messages.maskPattern}
              aria-label={messages.maskPattern}
              aria-invalid={pattern !== '' && own === null}
              value={pattern}
              onChange={event => setPattern(event.target.value)}
            />
            {own !== null && (
              <span className="sluice-devtools-badge">{formatCount(found.get(pattern) ?? 0)}</span>
            )}
          </label>
        </fieldset>
        {missing > 0 && (
          <p className="sluice-devtools-notice" data-tone="bad" role="alert">
            {messages.exportMissing(formatCount(missing))}
          </p>
        )}
        <footer>
          <button type="button" className="sluice-devtools-button" onClick={() => dialog.current?.close()}>
            {messages.cancel}
          </button>
          <button
            type="button"
            className="sluice-devtools-button"
            title={messages.saveTestText}
            disabled={isSaving}
            onClick={() => void save(true)}
          >
            {messages.saveTest}
          </button>
          <button type="submit" className="sluice-devtools-button" data-primary disabled={isSaving}>
            {messages.save}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
