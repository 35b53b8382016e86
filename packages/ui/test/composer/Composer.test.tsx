import { SluiceProvider } from '@sluice/react'
import { createTestPage } from '@sluice/testkit/react'
import { act, cleanup, fireEvent, render } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { AgentChat } from '../../src/index.ts'
import { type OpenPage, openChat, openPage, session } from '../support/openPage.tsx'
import { end, say } from '../support/tell.ts'

const DRAFT = 'sluice:draft:triage/bug-7'

const input = (page: OpenPage) => page.one('composer-input') as HTMLTextAreaElement
const write = (page: OpenPage, text: string) => fireEvent.change(input(page), { target: { value: text } })
const press = (page: OpenPage, key: string) => fireEvent.keyDown(input(page), { key })
const canSend = (page: OpenPage) => !(page.one('composer-send') as HTMLButtonElement).disabled
const sent = (page: OpenPage) => page.server.received('command').map(({ command }) => command)
const file = (name: string, content = 'x') => new File([content], name, { type: 'text/plain' })

test('[K13] a draft is kept per session until it is sent', () => {
  const page = openChat(undefined, { kept: new Map([[DRAFT, 'Half a']]) })
  expect(input(page).value).toBe('Half a')
  write(page, 'Half a thought')
  expect([...page.kept.values()]).toContain('Half a thought')
  expect([...page.kept.values()]).not.toContain('Half a')
  press(page, 'Enter')
  expect([...page.kept.keys()].filter(key => key.startsWith(DRAFT))).toEqual([])
  expect(input(page).value).toBe('')
})

test('[K13] a draft is put away for who wrote it when somebody else signs in, and is theirs again', () => {
  let who = 'ann'
  const page = openChat(undefined, { authenticate: () => who })
  const signIn = (name: string) => {
    who = name
    act(() => page.server.sockets()[0]?.cut())
    page.go(2_000)
  }
  write(page, 'Of ann')
  signIn('bob')
  expect(input(page).value).toBe('')
  write(page, 'Of bob')
  signIn('ann')
  expect(input(page).value).toBe('Of ann')
  signIn('bob')
  expect(input(page).value).toBe('Of bob')
  press(page, 'Enter')
  signIn('ann')
  expect(input(page).value).toBe('Of ann')
  press(page, 'Enter')
  expect([...page.kept.keys()].filter(key => key.startsWith(DRAFT))).toEqual([])
})

test('[K13] a draft that somebody else has left is not shown once the server has said who asks', () => {
  let kept: ReadonlyMap<string, string> = new Map([
    [DRAFT, 'Of ann'],
    [`${DRAFT} by`, 'ann'],
  ])
  const shownTo = (who: string): string => {
    const page = openChat(undefined, { kept, authenticate: () => who })
    ;({ kept } = page)
    const { value } = input(page)
    cleanup()
    return value
  }
  expect(['ann', 'bob', 'bob', 'ann', 'ann'].map(shownTo)).toEqual(['Of ann', '', '', 'Of ann', 'Of ann'])
})

test('[K13] what is written before anybody is greeted is theirs whose draft was there last, else theirs who is greeted first, beside what they had', () => {
  const page = openChat(undefined, {
    kept: new Map([
      [DRAFT, 'Of nobody yet'],
      [`${DRAFT} by ann`, 'Of ann'],
    ]),
  })
  expect(input(page).value).toBe('Of ann\nOf nobody yet')
  expect([...page.kept].filter(([key]) => key.startsWith(DRAFT))).toEqual([
    [`${DRAFT} by ann`, 'Of ann\nOf nobody yet'],
    [`${DRAFT} by`, 'ann'],
  ])
})

test('[K13] what another tab has written meanwhile stays when this one sends', () => {
  const page = openChat()
  write(page, 'Of this tab')
  const [key = ''] = [...page.kept].find(([, text]) => text === 'Of this tab') ?? []
  ;(page.kept as Map<string, string>).set(key, 'Of another tab')
  press(page, 'Enter')
  expect([input(page).value, page.kept.get(key)]).toEqual(['', 'Of another tab'])
})

test('[K13] nothing of a draft is shown or kept after its person has signed out, and those of others are', async () => {
  for (const name of ['ann', 'bob']) localStorage.setItem(`${DRAFT} by ${name}`, `Of ${name}`)
  const page = createTestPage()
  const { container } = render(
    <SluiceProvider client={page.client}>
      <AgentChat {...session} />
    </SluiceProvider>,
  )
  act(() => page.clock.advance(100))
  const text = () => (container.querySelector('[data-sluice="composer-input"]') as HTMLTextAreaElement).value
  expect(text()).toBe('Of ann')
  await act(() => page.client.logout())
  expect(text()).toBe('')
  fireEvent.change(container.querySelector('[data-sluice="composer-input"]') as Element, {
    target: { value: 'After it' },
  })
  expect(Object.entries(localStorage)).toEqual([[`${DRAFT} by bob`, 'Of bob']])
  localStorage.clear()
})

test('[K13] the up arrow in an empty composer brings back what was said, the down arrow goes back to nothing', () => {
  const page = openChat(prepared => {
    for (const text of ['One', 'Two']) {
      say(prepared, text)
      end(prepared)
    }
  })
  const values: string[] = []
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
    press(page, key)
    values.push(input(page).value)
  }
  expect(values).toEqual(['Two', 'One', 'One', 'Two', ''])
})

test('[K13] a text that was written is not replaced by the up arrow', () => {
  const page = openChat(say)
  write(page, 'Mine')
  expect(press(page, 'ArrowUp')).toBe(true)
  expect(input(page).value).toBe('Mine')
})

test('[R4] while a run is going a message can be queued, steered in or sent at once', () => {
  const page = openChat(say)
  const choose = (mode: string) => fireEvent.change(page.one('composer-mode'), { target: { value: mode } })
  expect(page.texts('composer-send')).toEqual(['Queue'])
  choose('steer')
  expect(page.texts('composer-send')).toEqual(['Steer'])
  write(page, 'Mind the label')
  press(page, 'Enter')
  page.go()
  choose('interrupt')
  write(page, 'Stop that')
  press(page, 'Enter')
  page.go()
  expect(sent(page)).toMatchObject([{ mode: 'steer' }, { mode: 'interrupt' }])
  expect(page.texts('run-end-title')).toEqual(['Stopped'])
})

test('without a run there is no way of sending to choose, and without a queue neither', () => {
  expect(openChat().texts('composer-mode')).toEqual([])
  const page = openChat(prepared => {
    say(prepared)
    Object.assign(prepared.client, { capabilities: { ...prepared.client.capabilities, queue: false } })
  })
  expect(page.texts('composer-mode')).toEqual([])
})

test('[S15] a pasted file is uploaded, goes with the message and is gone from the composer', async () => {
  const page = openChat()
  fireEvent.paste(input(page), { clipboardData: { files: [file('notes.txt', 'abc')] } })
  expect(page.one('attachment').dataset.attachmentStatus).toBe('uploading')
  expect(canSend(page)).toBe(false)
  await vi.waitFor(() => expect(page.texts('attachment-status')).toEqual(['3B']))
  write(page, 'See this')
  press(page, 'Enter')
  page.go()
  expect(sent(page)).toMatchObject([
    {
      parts: [
        { kind: 'text', text: 'See this' },
        { kind: 'file', filename: 'notes.txt', file: { bytes: 3, mediaType: 'text/plain' } },
      ],
    },
  ])
  expect(page.texts('attachment')).toEqual([])
  expect(page.texts('message-file')).toEqual(['notes.txt 3B'])
})

test('[K14] a file that is dropped is attached, and can be sent without a word', async () => {
  const page = openChat()
  const dataTransfer = { types: ['Files'], files: [file('a.txt')] }
  fireEvent.dragOver(page.one('composer'), { dataTransfer })
  expect(page.one('composer').dataset.dropping).toBe('')
  fireEvent.drop(page.one('composer'), { dataTransfer })
  expect(page.one('composer').dataset.dropping).toBeUndefined()
  await vi.waitFor(() => expect(canSend(page)).toBe(true))
})

test('[K14] a dragged text is left to the browser', () => {
  const page = openChat()
  expect(fireEvent.dragOver(page.one('composer'), { dataTransfer: { types: ['text/plain'] } })).toBe(true)
})

test('[K14] files beyond the limits say so, hold the message up, and can be removed', async () => {
  const page = openPage(<AgentChat {...session} attachments={{ maxBytes: 2, maxCount: 2 }} />)
  const files = [file('large.txt', 'abc'), file('a.txt'), file('b.txt')]
  fireEvent.paste(input(page), { clipboardData: { files } })
  await vi.waitFor(() =>
    expect(page.texts('attachment-status')).toEqual(['Larger than 2B', '1B', 'More than 2 files']),
  )
  write(page, 'See these')
  expect(canSend(page)).toBe(false)
  fireEvent.click(page.screen.getByTitle('Remove large.txt'))
  fireEvent.click(page.screen.getByTitle('Remove b.txt'))
  expect(canSend(page)).toBe(true)
})

test('[K14] of twenty pasted files ten are uploaded and the rest say why not; each that is removed leaves the focus in the composer', async () => {
  const page = openChat()
  const files = Array.from({ length: 20 }, (_, index) => file(`${index}.txt`))
  fireEvent.paste(input(page), { clipboardData: { types: ['Files'], files } })
  const said = Array.from({ length: 20 }, (_, index) => (index < 10 ? '1B' : 'More than 10 files'))
  await vi.waitFor(() => expect(page.texts('attachment-status')).toEqual(said))
  for (let index = 10; index < 20; index++) {
    const remove = page.screen.getByTitle(`Remove ${index}.txt`)
    remove.focus()
    fireEvent.click(remove)
    expect(document.activeElement).toBe(input(page))
  }
  expect(canSend(page)).toBe(true)
  press(page, 'Enter')
  page.go()
  expect(page.texts('message-file')).toHaveLength(10)
})

test('[K14] what is pasted as a text and a picture of it is pasted as a text', () => {
  const page = openChat()
  const clipboardData = { types: ['text/plain', 'Files'], files: [file('image.png')] }
  expect(fireEvent.paste(input(page), { clipboardData })).toBe(true)
  expect(page.texts('attachment')).toEqual([])
})

test('[K14] a long text that is pasted becomes a file, where files of text are taken', async () => {
  const text = 'A line of a log.\n'.repeat(2_000)
  const clipboardData = { types: ['text/plain'], files: [], getData: () => text }
  const page = openChat()
  expect(fireEvent.paste(input(page), { clipboardData })).toBe(false)
  await vi.waitFor(() => expect(page.texts('attachment-status')).toEqual(['34kB']))
  press(page, 'Enter')
  page.go()
  const file = { kind: 'file', filename: 'Pasted text.txt', file: { bytes: text.length } }
  expect(sent(page)).toMatchObject([{ parts: [file] }])
  const short = { ...clipboardData, getData: () => text.slice(0, 16_000) }
  expect(fireEvent.paste(input(page), { clipboardData: short })).toBe(true)
  for (const attachments of [false, { accept: 'image/*' }] as const) {
    const other = openPage(<AgentChat {...session} attachments={attachments} />)
    expect(fireEvent.paste(other.one('composer-input'), { clipboardData })).toBe(true)
  }
})

test('[C3][K14] a message that is too long says so in plain words', () => {
  const page = openPage(<AgentChat {...session} attachments={false} />)
  page.server.refuseCommands('frame-too-large')
  write(page, 'Something long')
  press(page, 'Enter')
  page.go()
  expect(page.texts('outbox-reason')).toEqual(['It is too long for a message. Attach it as a file instead.'])
})

test('[K14] an upload that fails says why and can be tried again', async () => {
  let isDown = true
  const page = openChat(({ client }) => {
    const { request } = client
    Object.assign(client, {
      request: (path: string, init?: RequestInit) =>
        isDown ? Promise.reject(new TypeError('offline')) : request(path, init),
    })
  })
  fireEvent.paste(input(page), { clipboardData: { files: [file('a.txt')] } })
  await vi.waitFor(() => expect(page.texts('attachment-status')[0]).toMatch(/^The server was not reached/))
  isDown = false
  fireEvent.click(page.one('attachment-retry'))
  await vi.waitFor(() => expect(page.texts('attachment-status')).toEqual(['1B']))
})

test('[K14] an upload says how much of the file was sent, and its end when it is removed', async () => {
  const uploads: { onSent?: (bytes: number) => void; signal?: AbortSignal | null }[] = []
  const page = openChat(({ client }) => {
    Object.assign(client, {
      request: (_path: string, init: RequestInit) => {
        uploads.push(init)
        return new Promise(() => {})
      },
    })
  })
  fireEvent.paste(input(page), { clipboardData: { files: [file('a.txt', 'x'.repeat(200))] } })
  const bar = () => page.screen.getByRole('progressbar') as HTMLProgressElement
  expect(bar().position).toBe(-1)
  act(() => uploads[0]?.onSent?.(50))
  expect([bar().position, bar().getAttribute('aria-label')]).toEqual([0.25, 'Uploading a.txt'])
  act(() => uploads[0]?.onSent?.(999))
  expect(bar().position).toBe(1)
  fireEvent.click(page.screen.getByTitle('Remove a.txt'))
  expect(uploads[0]?.signal?.aborted).toBe(true)
})

test('[C7] files go to a backend that takes them itself; what it refuses is said, and not offered again', async () => {
  const given: unknown[] = []
  const page = openChat(({ client }) => {
    Object.assign(client, {
      capabilities: { ...client.capabilities, uploads: 'image/*' },
      upload: async (ref: unknown, taken: File) => {
        given.push([ref, taken.name])
        if (taken.type.startsWith('image/')) return { blob: 'a'.repeat(64), bytes: 1, mediaType: taken.type }
        throw Object.assign(new Error('Images alone.'), { code: 'bad-command' })
      },
    })
  })
  const files = [new File(['x'], 'a.png', { type: 'image/png' }), file('b.txt')]
  fireEvent.paste(input(page), { clipboardData: { files } })
  await vi.waitFor(() => expect(page.texts('attachment-status')).toEqual(['1B', 'Images alone.']))
  expect(given).toEqual([
    [session, 'a.png'],
    [session, 'b.txt'],
  ])
  expect(page.texts('attachment-retry')).toEqual([])
})

test('[C7] where nothing can be uploaded nothing can be attached', () => {
  const page = openPage(<AgentChat {...session} attachments={false} />)
  expect(page.texts('composer-attach')).toEqual([])
  act(() => void fireEvent.paste(input(page), { clipboardData: { files: [file('a.txt')] } }))
  expect(page.texts('attachment')).toEqual([])
})
