import type { AnyEvent, BlobRef } from '@sluice/protocol'
import { blobRef } from '@sluice/protocol'
import * as v from 'valibot'

/** A blob that an event names, and the field under which it does. */
export interface NamedBlob {
  readonly field: string
  readonly blob: BlobRef
}

/** The blobs that an event names: in a field of its own, or one level below, as a tool's output does. [E7 E8] */
export function blobsIn(event: AnyEvent): readonly NamedBlob[] {
  const found: NamedBlob[] = []
  for (const [field, value] of Object.entries(event)) {
    const inner =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : []
    for (const candidate of [value, ...inner]) {
      if (v.is(blobRef, candidate)) found.push({ field, blob: candidate })
    }
  }
  return found
}
