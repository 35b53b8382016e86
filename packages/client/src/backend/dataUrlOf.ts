/** More arguments than this may be more than a call takes. */
const CHUNK_BYTES = 8_192

/** The address that holds the content of a file, in base64. */
export async function dataUrlOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES))
  return `data:${file.type};base64,${btoa(text)}`
}
