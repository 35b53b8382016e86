import { blobBytes, type Offset, parseSessionFile, type SessionFile, type SessionRef } from '@sluice/protocol'
import { createFakeClock, type FakeClock } from '../clock/createFakeClock.ts'
import { createTestServer, type TestServer } from '../wire/createTestServer.ts'

/** A recorded session on a server in memory, as far as it was let go on. */
export interface SessionReplay {
  readonly file: SessionFile
  readonly ref: SessionRef
  readonly server: TestServer
  readonly clock: FakeClock
  /** How many of its events are in the server's log by now. */
  position(): number
  /** Appends the next events. */
  next(count?: number): void
  /** Appends everything up to an offset, that included. */
  to(offset: Offset): void
  toEnd(): void
  /** Appends the rest on the clock, as far apart as when it was recorded, `speed` times as fast; returns how to stop. */
  play(speed?: number): () => void
}

/**
 * Replays a session file to real clients, event by event. Throws with the line and the reason when the file is none, was cut or changed, or has events
 * that no server would have appended. [T2]
 *
 * @example
 * const replay = await replaySession(await readFile('bug.sluice', 'utf8'))
 * replay.to('0000000000000812_k3v9x0aa')
 */
export async function replaySession(
  text: string,
  options: { readonly clock?: FakeClock } = {},
): Promise<SessionReplay> {
  const parsed = await parseSessionFile(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  const file = parsed.value
  const { clock = createFakeClock() } = options
  const { session: ref } = file.header
  const { envelopes } = file
  const server = createTestServer({ clock })
  const log = server.log(ref)
  for (const line of file.blobs)
    server.blobs.set(line.blob, { mediaType: line.mediaType, bytes: blobBytes(line) })
  let position = 0

  function goTo(end: number): void {
    if (end <= position) return
    log.take(...envelopes.slice(position, end))
    position = Math.min(end, envelopes.length)
    server.publish(ref)
  }

  return {
    file,
    ref,
    server,
    clock,
    position: () => position,
    next: (count = 1) => goTo(position + count),
    to: offset => goTo(envelopes.filter(envelope => envelope.offset <= offset).length),
    toEnd: () => goTo(envelopes.length),
    play(speed = 1) {
      let cancel = (): void => undefined
      const step = (): void => {
        const [now, then] = [envelopes[position], envelopes[position + 1]]
        if (now === undefined) return
        goTo(position + 1)
        if (then !== undefined) cancel = clock.after((then.at - now.at) / speed, step)
      }
      step()
      return () => cancel()
    },
  }
}
