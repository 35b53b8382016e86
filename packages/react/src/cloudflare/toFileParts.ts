import { dataUrlOf } from '@sluice/client/cloudflare'
import type { FileUIPart } from 'ai'

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
