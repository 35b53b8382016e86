import { parseSessionFile } from '@sluice/protocol'
import { rowsForPage } from '../json/createRows.ts'
import { firstOpening } from '../json/flattenJson.ts'
import { createTextSearch } from '../search/createTextSearch.ts'
import type { WorkerAnswer, WorkerRequest } from '../search/messages.ts'

/** Events that a page takes at once: about 5 ms of its time. */
const PIECE = 2_000

const search = createTextSearch()

/** A worker's own `postMessage`, which takes no origin. */
const answer = (message: WorkerAnswer, transfer: Transferable[] = []) =>
  (globalThis.postMessage as (message: unknown, transfer: Transferable[]) => void)(message, transfer)

async function open(file: Blob): Promise<void> {
  try {
    const parsed = await parseSessionFile(await file.text())
    if (!parsed.ok) return answer({ type: 'refused', reason: parsed.reason })
    const { header, envelopes, blobs } = parsed.value
    for (let from = 0; from < envelopes.length; from += PIECE)
      answer({ type: 'envelopes', envelopes: envelopes.slice(from, from + PIECE) })
    answer({ type: 'opened', session: header.session, agent: header.agent, blobs })
  } catch (error) {
    answer({ type: 'refused', reason: error instanceof Error ? error.message : String(error) })
  }
}

/** Lines that are open at first. */
const OPEN_LINES = 60

/** The JSON value that a page looks at. */
let value: unknown = null

function parse(text: string): void {
  try {
    value = JSON.parse(text)
  } catch {
    // What is called JSON and is none is shown as its text.
    answer({ type: 'refused', reason: 'It is not JSON.' })
    return
  }
  const opening = { expanded: firstOpening(value, OPEN_LINES), shown: new Map() }
  answer({ type: 'parsed', opening, rows: rowsForPage(value, opening) })
}

globalThis.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.type === 'open') return void open(data.file)
  if (data.type === 'add') return search.add(data.envelopes)
  if (data.type === 'parse') return parse(data.text)
  if (data.type === 'rows') return answer({ type: 'rows', rows: rowsForPage(value, data.opening) })
  const positions = Uint32Array.from(search.find(data.text, data.from))
  const { text, from } = data
  answer({ type: 'found', text, from, to: search.count(), positions }, [positions.buffer])
})
