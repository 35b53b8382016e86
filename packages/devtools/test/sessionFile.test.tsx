import { FileDrop, formatRunTest, liveSelection, type OpenFile, SessionFileView } from '@sluice/devtools'
import { type Envelope, formatSessionFile, parseSessionFile } from '@sluice/protocol'
import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readBlobs } from '../src/file/readBlobs.ts'
import { longLog } from './longLog.ts'
import { createPanelPage, holdLog, Inspected, layOut, session } from './panelPage.tsx'

const SECRET = 'sk-abcdefghijklmnop'

beforeEach(() => {
  layOut()
  // jsdom has the element without its methods.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true
    this.dispatchEvent(new Event('toggle'))
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
    this.dispatchEvent(new Event('toggle'))
  }
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const blob = {
  blob: '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969',
  mediaType: 'text/plain',
  text: 'Hello',
}

function Page() {
  const [file, setFile] = useState<OpenFile | null>(null)
  const [selection, setSelection] = useState(liveSelection)
  return (
    <FileDrop onOpen={setFile}>
      {button => (
        <>
          {button}
          {file === null ? (
            <p>No file</p>
          ) : (
            <SessionFileView file={file} selection={selection} onSelection={setSelection} />
          )}
        </>
      )}
    </FileDrop>
  )
}

const fileOf = (text: string, name = 'bug.sluice') => new File([text], name)

async function drop(file: File) {
  const page = createPanelPage()
  page.draw(<Page />)
  fireEvent.drop(screen.getByRole('button', { name: 'Open file' }), {
    dataTransfer: { types: ['Files'], files: [file] },
  })
  await vi.waitFor(() => {
    if (screen.queryByRole('slider') === null && screen.queryByRole('alert') === null) throw new Error('busy')
  })
  await page.settle()
  return page
}

test('[D1] a dropped file is looked at without a server: its log, its views, and the content in it', async () => {
  const log = longLog(60)
  const last = log.at(-1) as Envelope
  log[log.length - 1] = {
    ...last,
    event: {
      type: 'data.note',
      file: { blob: blob.blob, bytes: 5, mediaType: 'text/plain' },
    } as Envelope['event'],
  }
  const page = await drop(fileOf(formatSessionFile({ session, envelopes: log, blobs: [blob] })))
  screen.getByText('60 events')
  expect(screen.getAllByText('From a file').length).toBeGreaterThan(0)
  fireEvent.click(screen.getByRole('grid').querySelector('[data-row="59"]') as HTMLElement)
  await page.settle()
  const details = document.querySelector('.sluice-devtools-blob') as HTMLDetailsElement
  details.open = true
  fireEvent(details, new Event('toggle'))
  await screen.findByText('Hello')
  expect(page.server.received('subscribe')).toEqual([])
})

const whole = formatSessionFile({ session, envelopes: longLog(30), blobs: [blob] })

test.for([
  ['cut in half', whole.slice(0, whole.length / 2), 'The file may have been cut'],
  ['of another version', whole.replace('sluice.session.1', 'sluice.session.2'), 'Update Sluice'],
  ['of changed content', whole.replace('"Hello"', '"Jello"'), 'It was changed'],
  ['of a prototype', '{"__proto__":{"format":"sluice.session.1"}}\n', 'this is no session file'],
  ['of markup', '<img src=x onerror="document.title=1">', 'it is not JSON'],
] as const)('[D1] a file %s is refused with the reason, and the page goes on', async ([, text, reason]) => {
  await drop(fileOf(text))
  expect(screen.getByRole('alert').textContent).toContain('bug.sluice was not opened.')
  expect(screen.getByRole('alert').textContent).toContain(reason)
  expect(document.querySelector('img[src="x"]')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByRole('alert')).toBeNull()
  screen.getByText('No file')
  fireEvent.drop(screen.getByRole('button', { name: 'Open file' }), {
    dataTransfer: { types: ['Files'], files: [fileOf(whole)] },
  })
  await screen.findByText('30 events')
})

test('[D1] a file that a page cannot hold is refused before it is read', async () => {
  const huge = fileOf('')
  Object.defineProperty(huge, 'size', { value: 1024 ** 3 })
  const read = vi.spyOn(huge, 'text')
  await drop(huge)
  expect(screen.getByRole('alert').textContent).toContain('bug.sluice has 1024.0 MB')
  expect(read).not.toHaveBeenCalled()
})

test('[D1] what is exported counts before it is saved what will be masked, and opens again', async () => {
  const log = longLog(30)
  const [, asked] = log
  log[1] = {
    ...(asked as Envelope),
    event: {
      ...asked?.event,
      parts: [{ part: 'p0', kind: 'text', text: `Why does ${SECRET} not work?` }],
    } as Envelope['event'],
  }
  const page = createPanelPage()
  page.draw(<Inspected source={holdLog(log).source} first={{ offset: log[9]?.offset ?? null }} />)
  await page.settle()
  let saved: Blob | undefined
  URL.createObjectURL = part => {
    saved = part as Blob
    return 'blob:saved'
  }
  URL.revokeObjectURL = () => undefined
  fireEvent.click(screen.getByRole('button', { name: 'Export' }))
  const dialog = screen.getByRole('dialog', { name: 'Export session' })
  expect(dialog.textContent).toContain('30 events')
  expect(dialog.textContent).toContain('Keys1')
  fireEvent.click(screen.getByRole('checkbox', { name: 'Only up to the selected event' }))
  expect(dialog.textContent).toContain('10 events')
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Save' })))
  const text = await (saved as Blob).text()
  expect(text).not.toContain(SECRET)
  const parsed = await parseSessionFile(text)
  expect(parsed).toMatchObject({ ok: true })
  expect(parsed.ok && parsed.value.envelopes.map(({ offset }) => offset)).toEqual(
    log.slice(0, 10).map(({ offset }) => offset),
  )
})

test('[D1] content is read a few blobs at a time, in its order, and what could not be read is counted', async () => {
  const named = Array.from({ length: 50 }, (_, index) => ({
    blob: String(index).padStart(64, '0'),
    bytes: 1,
    mediaType: 'text/plain',
  }))
  let open = 0
  let most = 0
  const { blobs, missing } = await readBlobs(named, async ({ blob, mediaType }) => {
    open += 1
    most = Math.max(most, open)
    await Promise.resolve()
    open -= 1
    if (blob.endsWith('7')) throw new Error('gone')
    return { blob, mediaType, text: 'x' }
  })
  expect(most).toBe(6)
  expect(missing).toBe(5)
  expect(blobs.map(({ blob }) => blob)).toEqual(
    named.map(({ blob }) => blob).filter(blob => !blob.endsWith('7')),
  )
})

test('[D12] the test of a long session has as long as its replay may take', () => {
  const envelopes = longLog(20_000)
  const made = formatRunTest({ session, envelopes, file: 'bug.sluice' })
  expect(made).toContain('}, 200000)\n')
  expect(formatRunTest({ session, envelopes: longLog(30), file: 'bug.sluice' })).toContain('}, 60000)\n')
})
