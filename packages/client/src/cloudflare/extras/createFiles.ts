import type { BlobRef } from '@sluice/protocol'
import { dataUrlOf } from '../../backend/dataUrlOf.ts'
import { hexOf } from '../../backend/hexOf.ts'
import { ClientError } from '../../problem.ts'

/** These servers keep a message in a row of 1.8 MB, and lose one that is larger; a file is a third larger in a message than by itself. */
const MAX_LENGTH = 1_700_000
const MAX_BYTES = Math.floor((MAX_LENGTH * 3) / 4)

/** The files that go with messages, held until the page ends: these servers take them as addresses in the message itself. */
export interface Files {
  /** Reads and holds a file. Rejects one that is too large for a message. */
  upload(file: Blob): Promise<BlobRef>
  /** The address with the content of a file; undefined where this page does not hold it. */
  urlOf(blob: string): string | undefined
}

/** Whether addresses together are too long for a message. */
export const isTooLarge = (urls: readonly string[]): boolean =>
  urls.reduce((sum, { length }) => sum + length, 0) > MAX_LENGTH

/** Creates the files of an agent. */
export function createFiles(newId: () => string): Files {
  const held = new Map<string, string>()
  return {
    async upload(file) {
      if (file.size > MAX_BYTES)
        throw new ClientError(
          'frame-too-large',
          'This server takes files of up to 1.2 MB in a message. Attach a smaller one.',
        )
      const blob = hexOf(newId())
      held.set(blob, await dataUrlOf(file))
      return { blob, bytes: file.size, mediaType: file.type || 'application/octet-stream' }
    },
    urlOf: blob => held.get(blob),
  }
}
