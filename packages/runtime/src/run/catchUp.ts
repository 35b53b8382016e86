import type { RunScope } from './types.ts'

/** Reads what was appended since, up to the head as it is now. What this run has appended decides what comes next, so it has to be among it. [R8] */
export async function catchUp({ session, transcript, lastAppended }: RunScope): Promise<void> {
  // Asked before the log is read: a sibling may append while it is, which the next look will see.
  const own = lastAppended()
  // The head may tell of a run before the disk has the message that it answers.
  await session.settled()
  for await (const envelope of session.read(transcript.offset())) transcript.apply([envelope])
  if (own === null || (transcript.offset() ?? '') >= own) return
  throw new Error(
    `The log was read up to ${transcript.offset()} although ${own} is durable, so what comes next cannot be told. The run has to be taken up again.`,
  )
}
