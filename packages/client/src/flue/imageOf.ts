import { dataUrlOf } from '../backend/dataUrlOf.ts'
import { ClientError } from '../problem.ts'
import type { FlueImage } from './wire.ts'

/** Flue takes 14,680,064 characters of base64. */
const MAX_BYTES = 11_010_048

/** Reads a file as Flue takes it with a message. Rejects what it does not take. */
export async function imageOf(file: Blob): Promise<FlueImage> {
  if (!file.type.startsWith('image/'))
    throw new ClientError('bad-command', 'This server takes images, and no other files.')
  if (file.size > MAX_BYTES)
    throw new ClientError('frame-too-large', 'This server takes images of up to 11 MB. Attach a smaller one.')
  const url = await dataUrlOf(file)
  const name = 'name' in file && typeof file.name === 'string' ? { filename: file.name } : {}
  return { type: 'image', data: url.slice(url.indexOf(',') + 1), mimeType: file.type, ...name }
}
