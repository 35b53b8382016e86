import type { FileUIPart } from 'ai'

/** More arguments than this may be more than a call takes. */
const CHUNK_BYTES = 8_192

async function dataUrlOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES))
  return `data:${file.type};base64,${btoa(text)}`
}

/** The files of a message in the shape of the AI SDK: those of a file field are read, and go as addresses that hold their content. */
export async function toFileParts(files: FileList | readonly FileUIPart[]): Promise<FileUIPart[]> {
  const given: readonly (File | FileUIPart)[] = Array.from<File | FileUIPart>(files)
  return Promise.all(
    given.map(async file =>
      'arrayBuffer' in file
        ? { type: 'file' as const, mediaType: file.type, filename: file.name, url: await dataUrlOf(file) }
        : file,
    ),
  )
}
