import type { Id } from '@sluice/protocol'
import type { SessionHandle } from '@sluice/server'
import type { ToolResult, Turn } from '../harness/Harness.ts'
import type { Attached, Attachments } from './attachments.ts'
import type { Transcript, TranscriptCall, TranscriptMessage, TranscriptSummary } from './createTranscript.ts'

/** Reads blobs of a session as text, each once; content never changes under its hash. */
export type BlobText = (hash: string) => Promise<string | null>

/** Makes a {@link BlobText} of a session. */
export function createBlobText(session: SessionHandle): BlobText {
  const read = new Map<string, Promise<string | null>>()
  return hash => {
    let found = read.get(hash)
    if (found === undefined) {
      found = session
        .getBlob(hash)
        .then(blob => (blob === null ? null : new TextDecoder().decode(blob.bytes)))
      read.set(hash, found)
      found.catch(() => read.delete(hash))
    }
    return found
  }
}

/** A turn, and the message that it is of; for a summary, the last message that it stands for. */
export interface TurnOfMessage {
  readonly message: Id
  readonly turn: Turn
}

/**
 * The turns of the line for a model call of a run, with the newest summary in the place of what it stands for. What that run had not finished
 * saying is left out, because it is said again. [R1] [R8]
 */
export async function turnsOf(
  transcript: Transcript,
  run: string,
  blobText: BlobText,
  attachments: Attachments,
  toldLength: number,
): Promise<readonly TurnOfMessage[]> {
  const whole = transcript.line()
  const summary = transcript.summary()
  const through = whole.findIndex(message => message.id === summary?.through)
  const line = whole.slice(through + 1).filter(message => message.harness !== null || message.run !== run)
  const attached = new Map<Id, Attached>()
  // The newest first, because there is room for so many images only.
  for (const { id, files } of line.toReversed())
    if (files.length > 0) attached.set(id, await attachments.read(files))
  const turns = await Promise.all(
    line.map(async message => ({
      message: message.id,
      turn: await turnOf(message, attached.get(message.id), blobText, toldLength),
    })),
  )
  // A summary of another branch stands for nothing here.
  const older = summary === null || through < 0 ? null : await summaryTurn(summary, blobText)
  return [...(older === null ? [] : [older]), ...turns].filter(isTurn)
}

async function summaryTurn(
  { through, harness, at }: TranscriptSummary,
  blobText: BlobText,
): Promise<{ message: Id; turn: Turn | null }> {
  const message = await blobText(harness.blob)
  return { message: through, turn: message === null ? null : { role: 'summary', at, message } }
}

function isTurn(item: { message: Id; turn: Turn | null }): item is TurnOfMessage {
  return item.turn !== null
}

async function turnOf(
  message: TranscriptMessage,
  attached: Attached | undefined,
  blobText: BlobText,
  toldLength: number,
): Promise<Turn | null> {
  const { at, text } = message
  if (message.role === 'user') return userTurn(at, text, attached)
  if (message.harness === null) return text === '' ? null : { role: 'cut', at, text }
  const said = await blobText(message.harness.blob)
  if (said === null) return null
  const results = await Promise.all(message.calls.map(call => resultOf(call, blobText, toldLength)))
  return { role: 'assistant', at, message: said, results }
}

function userTurn(at: number, written: string, attached: Attached | undefined): Turn {
  if (attached === undefined) return { role: 'user', at, text: written }
  const text = [written, attached.text].filter(piece => piece !== '').join('\n\n')
  const { images } = attached
  return { role: 'user', at, text, ...(images.length === 0 ? {} : { images }) }
}

async function resultOf(call: TranscriptCall, blobText: BlobText, toldLength: number): Promise<ToolResult> {
  const told = await outputText(call, blobText)
  const text = told.length <= toldLength ? told : cut(told, toldLength)
  const edited =
    call.edited === undefined
      ? ''
      : `A person changed the arguments to ${JSON.stringify(call.edited)} before the tool ran.\n`
  return { at: call.settledAt, text: edited + text, failed: call.outcome !== 'completed' }
}

async function outputText(call: TranscriptCall, blobText: BlobText): Promise<string> {
  if (call.outcome === 'denied' && call.attempts > 0)
    return `The tool was interrupted while it ran, so it is not known whether it had an effect, and a person decided not to run it again. ${call.reason ?? ''}`
  if (call.outcome !== 'completed')
    return call.reason ?? 'The run ended before the tool did, so there is no result.'
  if (call.output === null) return 'null'
  if ('file' in call.output)
    return (await blobText(call.output.file.blob)) ?? 'The output of this call was erased.'
  return typeof call.output.json === 'string' ? call.output.json : JSON.stringify(call.output.json)
}

function cut(text: string, length: number): string {
  return `${text.slice(0, length).toWellFormed()}\n[${text.length - length} more characters left out]`
}
