import { createClient, createSocketBackend, type Environment, type KeptView } from '@sluice/client'
import type { View } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'
import { browserEnvironment } from '../../src/edge/browserEnvironment.ts'
import { partySocketConnect } from '../../src/edge/partySocketConnect.ts'
import type { Connect } from '../../src/environment.ts'

/** What opening a session cost. */
export interface Opening {
  /** UTF-16 units of the frames that came, which are bytes as their text is ASCII. */
  readonly bytes: number
  readonly ms: number
  /** How often the page was told of something before it was live. */
  readonly commits: number
}

/** A page with a screen of 60 Hz, which Node has not. */
const environment: Environment = { ...browserEnvironment, onFrame: run => browserEnvironment.after(16, run) }

/** The view of a session before its last events, as an earlier page kept it. */
export async function keptBefore(url: string, id: string, missed: number): Promise<KeptView> {
  const session = `${url}/v1/sessions/triage/${id}`
  const { offset } = (await (await fetch(`${session}/view`)).json()) as View
  // Nothing of these logs is left out, so that the sequence counts.
  const sequence = Number(offset?.slice(0, 16)) - missed
  let at = '-1'
  for (;;) {
    const envelopes = (await (await fetch(`${session}/events?offset=${at}`)).json()) as Envelope[]
    const found = envelopes.find(envelope => Number(envelope.offset.slice(0, 16)) === sequence)
    if (found) {
      const view = (await (await fetch(`${session}/view?at=${found.offset}`)).json()) as View
      return { view, savedAt: 0 }
    }
    const last = envelopes.at(-1)
    if (!last) throw new Error(`The log of ${id} has no event with the sequence ${sequence}.`)
    at = last.offset
  }
}

/** Opens a session and waits until it is live. */
export async function openSession(url: string, id: string, kept: KeptView | null): Promise<Opening> {
  let bytes = 0
  const connect = partySocketConnect(url)
  const counting: Connect = listener =>
    connect({
      ...listener,
      message(text) {
        bytes += String(text).length
        listener.message(text)
      },
    })
  const backend = createSocketBackend({ connect: counting, environment })
  const client = createClient({
    backend,
    environment,
    views: { load: async () => kept, save() {} },
  })
  const store = client.session({ agent: 'triage', id })
  let commits = 0
  const start = performance.now()
  const view = store.view()
  const leave = view.subscribe(() => {
    commits += 1
  })
  await new Promise<void>(resolve => {
    const leaveStatus = store.status().subscribe(() => {
      if (store.getStatus().phase !== 'live') return
      leaveStatus()
      resolve()
    })
  })
  const ms = performance.now() - start
  leave()
  client.close()
  return { bytes, ms, commits }
}
