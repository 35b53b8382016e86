import { noUsage } from '@sluice/fold'
import {
  blobBytes,
  type Envelope,
  type Event,
  type Id,
  type PartInput,
  type SessionFile,
} from '@sluice/protocol'
import type { RecordedCall, RecordedInput, RecordedPart, RecordedStep, Recording } from './Recording.ts'

/** A part as it is put together. */
interface Growing {
  readonly kind: RecordedPart['kind']
  readonly tool: string
  text: string
  arguments: RecordedCall['arguments'] | null
}

type Open = { -readonly [K in keyof RecordedCall]: RecordedCall[K] }

/** Takes a session file apart into what the model said, what the tools returned, and what people did. [R19] */
export function readRecording({ envelopes, blobs }: SessionFile): Recording {
  const contents = new Map(blobs.map(blob => [blob.blob, blob]))
  const steps: RecordedStep[] = []
  const calls: RecordedCall[] = []
  const inputs: Recording['inputs'][number][] = []
  const tools = new Map<Id, string>()
  const stepOf = new Map<Id, Id>()
  const parts = new Map<Id, Growing>()
  const partsOf = new Map<Id, Growing[]>()
  const running = new Map<Id, Open>()
  const questions = new Map<Id, string>()
  const runs = new Set<Id>()
  let begun = 0

  const input = (what: RecordedInput) => inputs.push({ input: what, steps: begun, inRun: runs.size > 0 })

  function addPart(message: Id, id: Id, part: Growing): void {
    parts.set(id, part)
    const step = stepOf.get(message)
    if (step !== undefined) partsOf.set(step, [...(partsOf.get(step) ?? []), part])
  }

  function outputOf(event: Event<'tool.settled'>): unknown {
    const { output } = event
    if (output === undefined) return null
    if ('json' in output) return output.json
    const blob = contents.get(output.file.blob)
    if (blob === undefined) return null
    const text = blob.text ?? new TextDecoder().decode(blobBytes(blob))
    return output.file.mediaType.includes('json') ? JSON.parse(text) : text
  }

  function endStep(event: Event<'step.settled'>): void {
    const grown = partsOf.get(event.step)
    if (!kinds.has(event.step)) return
    steps.push({
      parts: (grown ?? []).map(({ kind, tool, text, arguments: args }) =>
        kind === 'call' ? { kind, tool, text, arguments: args } : { kind, text },
      ),
      outcome: event.outcome,
      finish: event.finish ?? 'stop',
      usage: event.usage ?? noUsage,
      error: event.error ?? null,
    })
  }

  const kinds = new Set<Id>()

  function take(envelope: Envelope): void {
    // The file was checked, and what is of a newer revision has no case here.
    const event = envelope.event as Event
    const isPerson = envelope.actor.kind === 'person'
    switch (event.type) {
      case 'run.started':
        runs.add(event.run)
        return
      case 'run.settled':
        runs.delete(event.run)
        if (isPerson && event.outcome === 'stopped') input({ type: 'stop' })
        return
      case 'step.started':
        if (event.kind !== 'model') return
        kinds.add(event.step)
        begun += 1
        return
      case 'step.settled':
        endStep(event)
        return
      case 'message.added':
        if (event.step !== undefined) stepOf.set(event.message, event.step)
        if (event.role === 'user' && isPerson && event.parts !== undefined)
          input({ type: 'say', parts: event.parts.map(inputOf), mode: null })
        return
      case 'message.queued':
        input({ type: 'say', parts: event.parts.map(inputOf), mode: event.mode })
        return
      case 'part.added':
        addPart(event.message, event.part, { kind: event.kind, tool: '', text: '', arguments: null })
        return
      case 'tool.called':
        tools.set(event.call, event.tool)
        addPart(event.message, event.call, { kind: 'call', tool: event.tool, text: '', arguments: null })
        return
      case 'part.delta': {
        const part = parts.get(event.part)
        if (part !== undefined) part.text += event.text
        return
      }
      case 'tool.ready': {
        const part = parts.get(event.call)
        if (part !== undefined) part.arguments = event.arguments ?? parseOr(part.text)
        return
      }
      case 'tool.started':
        running.set(event.call, {
          tool: tools.get(event.call) ?? '',
          arguments: parts.get(event.call)?.arguments ?? null,
          outcome: 'unknown',
          output: null,
          error: null,
          patches: running.get(event.call)?.patches ?? [],
        })
        return
      case 'tool.settled': {
        const call = running.get(event.call)
        running.delete(event.call)
        if (call !== undefined)
          calls.push({ ...call, outcome: event.outcome, output: outputOf(event), error: event.error ?? null })
        return
      }
      case 'state.patched': {
        if (isPerson) {
          input({ type: 'patch', patch: event.patch })
          return
        }
        // The log does not say which of several tools wrote it; the one that has run longest is taken for it.
        const [writer] = running.values()
        if (writer !== undefined) writer.patches = [...writer.patches, event.patch]
        return
      }
      case 'approval.requested':
        questions.set(event.approval, event.question)
        return
      case 'approval.decided': {
        if (!isPerson) return
        const { type: _, via: __, approval, ...decision } = event
        input({ type: 'decide', question: questions.get(approval) ?? '', decision })
        return
      }
    }
  }

  for (const envelope of envelopes) take(envelope)
  return { steps, calls, inputs, tools }
}

/** A part as its author sent it, without the id that it was given. */
function inputOf(part: { readonly part: Id }): PartInput {
  const { part: _, ...input } = part
  // It was made of an input and only given an id.
  return input as PartInput
}

function parseOr(text: string): RecordedCall['arguments'] {
  try {
    return JSON.parse(text)
  } catch {
    // What the model streamed was no JSON; the text itself is handed to the runtime again.
    return null
  }
}
