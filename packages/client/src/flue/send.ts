import { get } from '@sluice/fold'
import type { Command, Id, ServerFrame } from '@sluice/protocol'
import { type Conversation, isDropped, isRecorded } from './conversation.ts'
import { loadLater } from './edge/loadLater.ts'
import { isGood } from './request.ts'
import type { FlueImage } from './wire.ts'

/** What commands are sent with. */
export interface SendOptions {
  readonly conversation: Conversation
  post(path: '' | '/abort', body?: unknown): Promise<Response>
  /** The image that a file part of a message names. */
  imageOf(blob: string): FlueImage | undefined
  answer(frame: ServerFrame<'accepted' | 'refused'>): void
}

/** What Flue cannot do. */
export const isUnknown = { code: 'bad-command', message: 'A Flue server has nothing for it.' } as const
const isGone = { code: 'not-found', message: 'This page no longer holds the file. Attach it again.' } as const
const wasDropped = {
  code: 'not-open',
  message: 'It was stopped before the agent was given it. Send it again.',
} as const

/** Answers a command whose effect is shown; nothing follows that before the first event, so that any offset is behind it. */
const accept = ({ conversation: { view }, answer }: SendOptions, commandId: Id): void =>
  answer({ type: 'accepted', commandId, offset: view.offset ?? '' })

/** Answers commands whose messages can be seen by now, and those that the server dropped; the message stays in the outbox with its words. [C3] */
export function checkWaiting(options: SendOptions): void {
  const { conversation, answer } = options
  const { view, isLive, waiting, commands, stops, dropped } = conversation
  if (!isLive) return
  for (const submission of waiting) {
    const commandId = commands.get(submission)
    if (commandId === undefined) continue
    if (isRecorded(view, submission)) accept(options, commandId)
    else if (isDropped(view, submission)) {
      dropped.set(commandId, (dropped.get(commandId) ?? 0) + 1)
      answer({ type: 'refused', commandId, ...wasDropped })
    } else continue
    waiting.delete(submission)
  }
  for (const [run, commandId] of stops) {
    if (get(view.open.runs, run) !== null) continue
    stops.delete(run)
    accept(options, commandId)
  }
}

/** Sends a command as Flue takes it: a message with a key of ours, so that the same one sent twice runs once, or the end of all work. [C7] */
export async function send(commandId: Id, command: Command, options: SendOptions): Promise<void> {
  const { conversation, answer, post } = options
  const refuse = (refusal: Pick<ServerFrame<'refused'>, 'code' | 'message'>): void =>
    answer({ ...refusal, type: 'refused', commandId })
  const isRefused = async (response: Response): Promise<boolean> => {
    if (isGood(response)) return false
    refuse(await (await loadLater()).refusalOf(response))
    return true
  }

  if (command.type === 'run.stop') {
    const { isLive, view, stops } = conversation
    if (isLive && get(view.open.runs, command.run) === null) return accept(options, commandId)
    const response = await post('/abort')
    if (await isRefused(response)) return
    stops.set(command.run, commandId)
    return checkWaiting(options)
  }
  if (command.type !== 'message.send') return refuse(isUnknown)

  const images: FlueImage[] = []
  const texts: string[] = []
  for (const part of command.parts) {
    if (part.kind === 'text') texts.push(part.text)
    else if (part.kind !== 'file') return refuse(isUnknown)
    else {
      const image = options.imageOf(part.file.blob)
      if (image === undefined) return refuse(isGone)
      images.push(image)
    }
  }
  if (command.mode === 'interrupt') await post('/abort')
  const times = conversation.dropped.get(commandId) ?? 0
  const response = await post('', {
    kind: 'user',
    body: texts.join('\n\n'),
    idempotencyKey: times === 0 ? commandId : `${commandId}.${times}`,
    attachments: images.length > 0 ? images : undefined,
  })
  if (await isRefused(response)) return
  const { submissionId } = (await response.json()) as { readonly submissionId: string }
  conversation.commands.set(submissionId, commandId)
  conversation.waiting.add(submissionId)
  checkWaiting(options)
}
