import { findMessage, partsOf, type ToolCallPart, type View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { useState } from 'react'
import { BlobContent } from '../event/BlobContent.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount, oneLine } from '../text/format.ts'
import type { ModelCalls } from './createModelCalls.ts'
import type { GivenMessage } from './readContext.ts'

/** The props of {@link GivenMessageRow}. */
export interface GivenMessageRowProps {
  readonly session: SessionRef
  readonly given: GivenMessage
  /** A view that has the message. */
  readonly view: View
  readonly calls: ModelCalls
  /** How it stands to what the call before was given. */
  readonly change?: 'added' | 'removed'
}

function messageTexts(view: View, id: string): readonly string[] {
  const message = findMessage(view, id)
  if (message === null) return []
  return partsOf(view, message).flatMap(part => {
    if (part.kind === 'text') return part.text === '' ? [] : [part.text]
    if (part.kind === 'data') return [`[${part.name}] ${JSON.stringify(part.data)}`]
    return part.kind === 'source' ? [part.title === undefined ? part.url : `${part.title}: ${part.url}`] : []
  })
}

function resultText({ output, error }: ToolCallPart): string {
  if (output === null) return error?.message ?? ''
  if (!('json' in output)) return output.file.preview ?? ''
  return typeof output.json === 'string' ? output.json : JSON.stringify(output.json)
}

/** A message as a model call was given it, opened on demand: what a person wrote, what the model is told that it said, and what each of its tool calls gave. */
export function GivenMessageRow({ session, given, view, calls, change }: GivenMessageRowProps) {
  const { messages } = useDevtools()
  const [isOpen, setOpen] = useState(false)
  const texts = messageTexts(view, given.message)
  const message = findMessage(view, given.message)
  const tools =
    message === null
      ? []
      : partsOf(view, message).filter((part): part is ToolCallPart => part.kind === 'tool-call')
  const brief = texts.join(' ') || tools.map(({ tool }) => tool).join(', ')
  return (
    <details
      className="sluice-devtools-given"
      data-role={given.role}
      data-change={change}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span className="sluice-devtools-tag">{messages.givenRole[given.role]}</span>
        <bdi className="sluice-devtools-given-brief">{oneLine(brief) || given.message}</bdi>
        <span className="sluice-devtools-quiet">
          {formatCount(given.results.reduce((all, one) => all + one, given.length))}
        </span>
      </summary>
      {isOpen && (
        <GivenContent session={session} given={given} texts={texts} tools={tools} view={view} calls={calls} />
      )}
    </details>
  )
}

interface GivenContentProps extends Omit<GivenMessageRowProps, 'change'> {
  readonly texts: readonly string[]
  readonly tools: readonly ToolCallPart[]
}

function GivenContent({ session, given, texts, tools, view, calls }: GivenContentProps) {
  const { messages } = useDevtools()
  const message = findMessage(view, given.message)
  const harness = message?.step == null ? null : (calls.callOf(message.step)?.harness ?? null)
  const files =
    message === null ? [] : partsOf(view, message).flatMap(part => (part.kind === 'file' ? [part] : []))
  return (
    <>
      {message === null && <p className="sluice-devtools-quiet">{messages.givenGone}</p>}
      {harness === null || given.role !== 'assistant' ? (
        texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a given message do not change
          <pre key={index} className="sluice-devtools-text">
            {text}
          </pre>
        ))
      ) : (
        <BlobContent session={session} field={messages.harnessMessage} blob={harness} />
      )}
      {files.map(part => (
        <BlobContent
          key={part.id}
          session={session}
          field={part.filename ?? part.file.mediaType}
          blob={part.file}
        />
      ))}
      {given.results.map((told, index) => {
        const call = tools[index]
        if (call === undefined) return null
        const whole = resultText(call)
        return (
          <section key={call.id} className="sluice-devtools-given-result">
            <h4>
              {messages.resultOf(call.tool, formatCount(told))}
              <span className="sluice-devtools-tag">{call.status}</span>
            </h4>
            <pre className="sluice-devtools-text">{whole.slice(0, Math.max(told, 0))}</pre>
            {call.output !== null && 'file' in call.output && (
              <BlobContent session={session} field="output" blob={call.output.file} />
            )}
          </section>
        )
      })}
    </>
  )
}
