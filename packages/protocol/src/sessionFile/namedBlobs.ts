import * as v from 'valibot'
import { type BlobRef, blobRef } from '../blob.ts'
import type { Envelope } from '../envelope.ts'

function collect(value: unknown, found: Map<string, BlobRef>): void {
  if (typeof value !== 'object' || value === null) return
  if (v.is(blobRef, value)) found.set(value.blob, value)
  for (const child of Object.values(value)) collect(child, found)
}

/** The blobs that the events of a log name, however deep, each once. [E8] */
export function namedBlobs(envelopes: readonly Envelope[]): readonly BlobRef[] {
  const found = new Map<string, BlobRef>()
  for (const { event } of envelopes) collect(event, found)
  return [...found.values()]
}

/** As much content as a page reads, masks and holds beside the log: a conversation of 5,000 messages names 500 MB of what its model was given. */
const MOST_BYTES = 100 * 1024 * 1024

/** The content of a log that is put into a file. */
export interface FittingBlobs {
  readonly blobs: readonly BlobRef[]
  /** How many blobs are left out for their size. */
  readonly leftOut: number
}

/** What a model was given and what its provider answered grow with each call, and nothing that is replayed needs them. */
const isOfCall = ({ event }: Envelope) => event.type.startsWith('step.')

/** The blobs of a log that fit into so many bytes: what is part of the session itself first, then what belongs to model calls, that of the newest first. [P1] */
export function fittingBlobs(envelopes: readonly Envelope[], mostBytes: number = MOST_BYTES): FittingBlobs {
  const own = namedBlobs(envelopes.filter(each => !isOfCall(each)))
  const ofCalls = namedBlobs(envelopes.filter(isOfCall)).toReversed()
  const wanted = [...new Map([...own, ...ofCalls].map(each => [each.blob, each])).values()]
  let left = mostBytes
  const blobs = wanted.filter(({ bytes }) => {
    left -= bytes
    return left >= 0
  })
  return { blobs, leftOut: wanted.length - blobs.length }
}
