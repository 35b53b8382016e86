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
