import type { FauxContentBlock, Message, TranscriptContext } from '@earendil-works/pi-ai'
import type { Json, JsonObject } from '@sluice/protocol'
import type { Harness, StepPart, StepRequest } from '../Harness.ts'
import { createPiHarness } from './createPiHarness.ts'

/** A turn of the conversation as a script sees it. */
export type ScriptTurn =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string }
  | {
      readonly role: 'tool'
      readonly tool: string
      readonly arguments: JsonObject
      readonly text: string
      readonly failed: boolean
    }

/** A piece of what a script says in one step. */
export type ScriptPart =
  | { readonly reasoning: string }
  | { readonly text: string }
  | { readonly tool: string; readonly arguments: JsonObject }

/** Answers one model call by looking at the conversation so far. What it throws is the failure of the model call. */
export type Script = (
  turns: readonly ScriptTurn[],
  /** The names of the tools that the agent is offered, by which a script for several agents tells them apart. */
  tools?: readonly string[],
) => readonly ScriptPart[] | Promise<readonly ScriptPart[]>

/** What {@link createScriptedHarness} is made of. */
export interface ScriptedHarnessOptions {
  readonly script: Script
  /** How fast text appears, at four characters to a token; absent or 0 means at once. */
  readonly tokensPerSecond?: number
}

/**
 * A harness whose model is a script on Pi's faux provider, for trying things out without a provider's key and for tests. Everything but
 * the words is real: streaming, tool calls, usage, the messages that are kept for the next call.
 */
export function createScriptedHarness(options: ScriptedHarnessOptions): Harness {
  let more: (() => void) | null = null
  const harness = createPiHarness({
    real: false,
    always: true,
    fallback: 'scripted/script',
    models: async () => {
      const { createModels, fauxAssistantMessage, fauxProvider } = await import('@earendil-works/pi-ai')
      const faux = fauxProvider({
        provider: 'scripted',
        models: [{ id: 'script', name: 'Script', reasoning: true }],
        tokenSize: { min: 1, max: 1 },
        ...(options.tokensPerSecond === undefined ? {} : { tokensPerSecond: options.tokensPerSecond }),
      })
      const respond = async (context: TranscriptContext) => {
        const turns = scriptTurns(context.messages)
        const content = (await options.script(turns, toolNames(context.messages))).map((part, index) =>
          block(part, turns.length, index),
        )
        const calls = content.some(part => part.type === 'toolCall')
        return fauxAssistantMessage(content, { stopReason: calls ? 'toolUse' : 'stop' })
      }
      more = () => faux.appendResponses([respond])
      const models = createModels()
      models.setProvider(faux.provider)
      return models
    },
  })

  async function* step(request: StepRequest): AsyncIterable<StepPart> {
    await harness.model(null)
    more?.()
    yield* harness.step(request)
  }

  // A script is asked what to say next and cannot sum up; what it is given costs nothing.
  return { model: harness.model, step, compact: async () => null }
}

function block(part: ScriptPart, turn: number, index: number): FauxContentBlock {
  if ('reasoning' in part) return { type: 'thinking', thinking: part.reasoning }
  if ('text' in part) return { type: 'text', text: part.text }
  // Pi's JSON arrays are mutable and ours are not; nothing writes to them.
  const given = part.arguments as Record<string, never>
  return { type: 'toolCall', id: `call_${turn}_${index}`, name: part.tool, arguments: given }
}

function toolNames(messages: readonly Message[]): string[] {
  const names = new Set<string>()
  for (const message of messages) {
    if (message.role !== 'system') continue
    for (const { name } of message.toolsRemoved ?? []) names.delete(name)
    for (const { name } of message.toolsAdded ?? []) names.add(name)
  }
  return [...names]
}

function scriptTurns(messages: readonly Message[]): ScriptTurn[] {
  const turns: ScriptTurn[] = []
  let calls: { name: string; arguments: Json }[] = []
  for (const message of messages) {
    if (message.role === 'user') turns.push({ role: 'user', text: textOf(message.content) })
    else if (message.role === 'assistant') {
      turns.push({ role: 'assistant', text: textOf(message.content) })
      calls = message.content.flatMap(part => (part.type === 'toolCall' ? [part as never] : []))
    } else if (message.role === 'toolResult') {
      const call = calls.shift()
      turns.push({
        role: 'tool',
        tool: message.toolName,
        arguments: (call?.arguments ?? {}) as JsonObject,
        text: textOf(message.content),
        failed: message.isError,
      })
    }
  }
  return turns
}

function textOf(content: string | readonly { readonly type: string; readonly text?: string }[]): string {
  if (typeof content === 'string') return content
  return content.map(part => (part.type === 'text' ? (part.text ?? '') : '')).join('')
}
