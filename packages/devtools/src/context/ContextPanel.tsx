import type { LogView } from '@sluice/client'
import type { View } from '@sluice/fold'
import type { Offset, SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { BlobContent } from '../event/BlobContent.tsx'
import { useBlobText } from '../event/useBlobText.ts'
import { JsonTree } from '../json/JsonTree.tsx'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount, formatDuration } from '../text/format.ts'
import { ContextChanges } from './ContextChanges.tsx'
import { compareContexts } from './compareContexts.ts'
import { contextSections } from './contextSections.ts'
import { createModelCalls, type ModelCall, type ModelCalls } from './createModelCalls.ts'
import { GivenMessageRow } from './GivenMessageRow.tsx'
import { ProviderEvents } from './ProviderEvents.tsx'
import { type GivenContext, readContext } from './readContext.ts'
import { TokenBar } from './TokenBar.tsx'

/** The props of {@link ContextPanel}. */
export interface ContextPanelProps {
  readonly session: SessionRef
  readonly log: LogView
  /** The newest model call at or before it is shown. */
  readonly position: number
  readonly view: View
  readonly onSelect: (offset: Offset | null) => void
}

/**
 * What a model call was given: instructions, tools, messages and parameters, the tokens of each, what differs from the call before, and what the provider answered, event by
 * event. It is loaded with the right to inspect the session. [D5 E7]
 */
export function ContextPanel({ session, log, position, view, onSelect }: ContextPanelProps) {
  const { messages } = useDevtools()
  const { envelopes, count } = log
  const callsOf = useMemo(() => createModelCalls(envelopes), [envelopes])
  const calls = callsOf(count)
  const call = calls.callAt(position)
  if (call === null) return <EmptyNote title={messages.noModelCall} />
  const go = (to: ModelCall | undefined) => {
    if (to !== undefined) onSelect(envelopes[to.position]?.offset ?? null)
  }
  const before = calls.calls[call.number - 2]
  const after = calls.calls[call.number]
  return (
    <div className="sluice-devtools-context">
      <header>
        <h3 className="sluice-devtools-subheading">
          {messages.modelCall(formatCount(call.number), formatCount(calls.calls.length))}
        </h3>
        <span className="sluice-devtools-quiet">
          {[
            call.model ?? '',
            call.outcome,
            call.settledAt === null ? '' : formatDuration(call.settledAt - call.startedAt),
          ]
            .filter(text => text !== '')
            .join(' · ')}
        </span>
        <span className="sluice-devtools-spring" />
        <CallButton
          label={messages.callBefore}
          sign="‹"
          isOff={before === undefined}
          onClick={() => go(before)}
        />
        <CallButton
          label={messages.callAfter}
          sign="›"
          isOff={after === undefined}
          onClick={() => go(after)}
        />
      </header>
      {call.error !== null && (
        <p className="sluice-devtools-notice" data-tone="bad">
          {call.error.message}
        </p>
      )}
      <CallContext
        key={call.step}
        session={session}
        call={call}
        before={before ?? null}
        view={view}
        calls={calls}
      />
    </div>
  )
}

interface CallButtonProps {
  readonly label: string
  readonly sign: string
  readonly isOff: boolean
  readonly onClick: () => void
}

function CallButton({ label, sign, isOff, onClick }: CallButtonProps) {
  return (
    <button
      type="button"
      className="sluice-devtools-button sluice-devtools-icon"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={onClick}
    >
      {sign}
    </button>
  )
}

/** The context of a call as it could be read; null while it is loaded. */
function useContextOf(session: SessionRef, call: ModelCall | null) {
  const content = useBlobText(session, call?.context ?? null)
  const text = content?.status === 'loaded' ? content.text : null
  const read = useMemo(() => (text === null ? null : readContext(text)), [text])
  if (content?.status === 'failed') return { ok: false as const, reason: content.reason }
  return read
}

interface CallContextProps {
  readonly session: SessionRef
  readonly call: ModelCall
  readonly before: ModelCall | null
  readonly view: View
  readonly calls: ModelCalls
}

function CallContext({ session, call, before, view, calls }: CallContextProps) {
  const { messages } = useDevtools()
  const context = useContextOf(session, call)
  const earlier = useContextOf(session, before)
  return (
    <>
      {call.context === null ? (
        <p className="sluice-devtools-notice">{messages.noContext}</p>
      ) : context === null ? (
        <p role="status" className="sluice-devtools-context-note">
          {messages.loadingBlob}
        </p>
      ) : !context.ok ? (
        <p className="sluice-devtools-notice" data-tone="bad">
          {messages.contextFailed(context.reason)}
        </p>
      ) : (
        <GivenSections
          session={session}
          call={call}
          context={context.value}
          earlier={earlier?.ok === true ? earlier.value : null}
          view={view}
          calls={calls}
        />
      )}
      {call.harness !== null && (
        <BlobContent session={session} field={messages.harnessMessage} blob={call.harness} />
      )}
      {call.provider !== null && (
        <ProviderEvents session={session} blob={call.provider} startedAt={call.startedAt} />
      )}
    </>
  )
}

interface GivenSectionsProps extends Omit<CallContextProps, 'before'> {
  readonly context: GivenContext
  readonly earlier: GivenContext | null
}

function GivenSections({ session, call, context, earlier, view, calls }: GivenSectionsProps) {
  const { messages } = useDevtools()
  const size = useMemo(() => contextSections(context, call.usage), [context, call.usage])
  const difference = useMemo(
    () => (earlier === null ? null : compareContexts(earlier, context)),
    [earlier, context],
  )
  const { instructions, tools, messages: told, summary } = context
  return (
    <>
      <TokenBar size={size} />
      {difference !== null && (
        <details className="sluice-devtools-section" open>
          <summary>{messages.sinceCallBefore}</summary>
          <ContextChanges session={session} difference={difference} view={view} calls={calls} />
        </details>
      )}
      <details className="sluice-devtools-section">
        <summary>
          {messages.instructions}
          <span className="sluice-devtools-quiet">{formatCount(instructions.length)}</span>
        </summary>
        <pre className="sluice-devtools-text">{instructions}</pre>
      </details>
      <details className="sluice-devtools-section">
        <summary>
          {messages.contextSection.tools}
          <span className="sluice-devtools-quiet">{formatCount(tools.length)}</span>
        </summary>
        <JsonTree
          value={Object.fromEntries(tools.map(({ name, ...tool }) => [name, tool]))}
          label={messages.contextSection.tools}
          openLines={20}
        />
      </details>
      <details className="sluice-devtools-section" open={difference === null}>
        <summary>
          {messages.givenMessages}
          <span className="sluice-devtools-quiet">{formatCount(told.length)}</span>
        </summary>
        {summary !== null && <p className="sluice-devtools-quiet">{messages.olderSummedUp}</p>}
        {told.map(given => (
          <GivenMessageRow key={given.message} session={session} given={given} view={view} calls={calls} />
        ))}
      </details>
    </>
  )
}
