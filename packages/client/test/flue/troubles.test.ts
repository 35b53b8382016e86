import { parseView, type View } from '@sluice/fold'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { hydrate } from '../../src/flue/later.ts'
import type { FlueOptions } from '../../src/flue/request.ts'
import type { FlueSnapshot } from '../../src/flue/wire.ts'
import { captured } from './support/createFlueServer.ts'
import { type FluePage, openFlue, ref } from './support/openFlue.ts'

let opened: FluePage
afterEach(() => opened.end())
const begin = (more?: Partial<FlueOptions>, said?: number) => {
  opened = openFlue(more, said)
  return opened
}

/** The texts of a view, also of what is still being written. */
const textsOf = (view: View): string[] =>
  [
    ...view.settled.flat().flatMap(entry => (entry.kind === 'message' ? entry.parts : [])),
    ...Object.values(view.open.parts),
  ].flatMap(part => (typeof part !== 'string' && part.kind === 'text' ? [part.text] : []))

const isLive = ({ store }: FluePage) => store.getStatus().phase === 'live'

describe('files on a Flue server', () => {
  test('[C7] an image is held by the page and goes with its message under its name, and what Flue does not take is refused in words', async () => {
    const page = begin({}, 0)
    const { backend, store, server, until } = page
    await until(() => isLive(page))
    const upload = (file: File) => backend.upload?.(ref, file)
    const image = new File([new Uint8Array(9_000).fill(255)], 'dot.png', { type: 'image/png' })
    const file = await upload(image)
    expect(file).toEqual({
      blob: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: 9_000,
      mediaType: 'image/png',
    })
    if (file === undefined) return
    const said = { kind: 'text', text: 'Look.' } as const
    store.send({ type: 'message.send', parts: [said, { kind: 'file', file, filename: 'dot.png' }] })
    await until(() => server.posts.length > 0)
    expect(server.posts[0]).toMatchObject({
      body: 'Look.',
      attachments: [
        { type: 'image', data: '////'.repeat(3_000), mimeType: 'image/png', filename: 'dot.png' },
      ],
    })
    await expect(upload(new File(['a'], 'a.txt', { type: 'text/plain' }))).rejects.toMatchObject({
      code: 'bad-command',
      message: 'This server takes images, and no other files.',
    })
    const large = new File([new Uint8Array(11_010_049)], 'large.png', { type: 'image/png' })
    await expect(upload(large)).rejects.toMatchObject({ code: 'frame-too-large' })
  })
})

describe('a Flue server behind others', () => {
  test('[W3] a page of a proxy in the place of an answer is said in words, asked for less and less often, and forgotten when the server answers', async () => {
    for (const status of [200, 500, 502, 503]) {
      let isThere = false
      let asked = 0
      const headers = { 'content-type': 'text/html; charset=utf-8' }
      const page = begin({
        fetch: async (input, init) => {
          asked += 1
          if (isThere) return page.server.fetch(input, init)
          return new Response('<!doctype html><title>Sign in</title>', { status, headers })
        },
      })
      const { store, until, pass, client } = page
      await until(() => store.getStatus().error !== null)
      expect(store.getStatus().error?.message).toContain('Something else answered in the place of')
      // A minute.
      for (let frame = 0; frame < 3750; frame++) await pass()
      expect(asked).toBeLessThan(20)
      isThere = true
      await until(() => isLive(page))
      expect([store.getStatus().error, client.connection.getSnapshot().status]).toEqual([null, 'online'])
      page.end()
    }
  })

  test('[W3][C3] a message that something else answers waits and is sent again under the same key', async () => {
    let isThere = false
    const page = begin(
      {
        fetch: async (input, init) => {
          if (init?.method !== 'POST' || isThere) return page.server.fetch(input, init)
          return new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } })
        },
      },
      0,
    )
    const { store, until, server } = page
    await until(() => isLive(page))
    const { commandId } = store.send({ type: 'message.send', parts: [{ kind: 'text', text: 'hello' }] })
    await until(() => store.outbox().getSnapshot()[0]?.error !== null)
    expect(store.outbox().getSnapshot()).toMatchObject([{ status: 'waiting', error: { code: 'internal' } }])
    expect(page.client.connection.getSnapshot().status).toBe('online')
    isThere = true
    await until(() => server.posts.length > 0)
    expect(server.posts[0]).toMatchObject({ idempotencyKey: commandId })
  })

  test('[W2] an answer that comes slower than a server may be silent is taken, as something comes of it', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.integer({ min: 4, max: 40 }), async pieces => {
          let histories = 0
          const page = begin({
            fetch: async (input, init) => {
              const response = await page.server.fetch(input, init)
              if (!String(input).includes('view=history')) return response
              histories += 1
              const bytes = new Uint8Array(await response.arrayBuffer())
              const size = Math.ceil(bytes.length / pieces)
              let at = 0
              const body = new ReadableStream<Uint8Array>({
                pull: controller =>
                  new Promise(resolve => {
                    // Less than a server may be silent.
                    page.environment.after(30_000, () => {
                      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + size))
                      else controller.close()
                      at += size
                      resolve()
                    })
                  }),
              })
              return new Response(body, { headers: response.headers })
            },
          })
          const { store, until, pass, environment, server, clock } = page
          /** Goes on in steps of 15 s until something is so. */
          async function wait(isSo: () => boolean): Promise<void> {
            for (let step = 0; step < 3 * pieces + 20 && !isSo(); step++) {
              clock.advance(15_000)
              for (let frame = 0; frame < 4; frame++) await pass()
            }
            expect(isSo(), isSo.toString()).toBe(true)
          }
          await wait(() => isLive(page))
          const { offset } = store.getView()
          // With something shown a server that is silent is noticed.
          server.incarnation = 'inc_another'
          environment.wake()
          await until(() => histories === 2)
          await wait(() => store.getView().offset !== offset)
          expect(histories).toBe(2)
        })
        .afterEach(() => opened.end()),
      { numRuns: 4 },
    )
  })
})

/** What somebody writes who means no good, or nothing. */
const text = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    '',
    ' ',
    '\0',
    '\ud800',
    '\u202eabc',
    '<script>',
    'a/b~c',
    'x'.repeat(300),
  ),
  fc.string({ maxLength: 40 }),
)
const part = fc.oneof(
  fc.record({ type: fc.constantFrom('text', 'reasoning'), text, state: fc.constant('done') }),
  fc.record({ type: text.map(name => `data-${name}`), data: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({
    type: fc.constant('dynamic-tool'),
    toolName: text,
    toolCallId: text,
    state: fc.constantFrom('input-available', 'output-available', 'output-error', 'of-a-newer-server'),
    input: fc.jsonValue({ maxDepth: 1 }),
    output: fc.jsonValue({ maxDepth: 1 }),
    errorText: text,
  }),
  fc.record({ type: fc.constant('file'), id: text, mediaType: text, filename: text, size: fc.nat() }),
  fc.record({ type: text.map(name => `newer-${name}`), data: fc.jsonValue({ maxDepth: 1 }) }),
)
const history = fc
  .uniqueArray(
    fc.record(
      {
        id: text,
        role: fc.constantFrom('user', 'assistant'),
        display: fc.constant('visible'),
        parts: fc.array(part, { maxLength: 5 }),
        submissionId: text,
        turnId: text,
        metadata: fc.dictionary(text, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
      },
      { requiredKeys: ['id', 'role', 'display', 'parts'] },
    ),
    { maxLength: 4, selector: ({ id }) => id },
  )
  .map(messages => ({ ...captured.history, messages, settlements: [] }) as unknown as FlueSnapshot)

describe('what anybody wrote on Flue', () => {
  test('[F3][C7] a history with hostile text in every field, and with parts of a newer server, is shown with all its texts and files', () => {
    const context = { agent: 'helper', incarnation: 'inc', now: 1, hydrate, commandOf: () => undefined }
    fc.assert(
      fc.property(history, snapshot => {
        const view = hydrate(snapshot, context)
        expect([view.faults.count, parseView(JSON.stringify(view)).ok]).toEqual([0, true])
        const [texts, files] = ['text', 'file'].map(
          kind => snapshot.messages.flatMap(({ parts }) => parts.filter(({ type }) => type === kind)).length,
        )
        const shown = [
          ...view.settled.flat().flatMap(entry => (entry.kind === 'message' ? entry.parts : [])),
          ...Object.values(view.open.messages).flatMap(({ parts }) => parts),
        ].flatMap(slot => (typeof slot === 'string' ? (view.open.parts[slot] ?? []) : slot))
        const kinds = shown.map(({ kind }) => kind)
        expect(kinds.filter(kind => kind === 'text').length).toBeGreaterThanOrEqual(texts ?? 0)
        expect(kinds.filter(kind => kind === 'file' || kind === 'data').length).toBeGreaterThanOrEqual(
          files ?? 0,
        )
      }),
      { numRuns: 500 },
    )
  })

  test('[C7] an answer that nobody asked for and that has several texts is shown whole and ended', () => {
    const context = { agent: 'helper', incarnation: 'inc', now: 1, hydrate, commandOf: () => undefined }
    const parts = ['one', 'two'].map(each => ({ type: 'text', text: each, state: 'done' }))
    const call = {
      type: 'dynamic-tool',
      toolName: 'a',
      toolCallId: 'c',
      state: 'output-available',
      input: {},
      output: 1,
    }
    const messages = [{ id: 'a1', role: 'assistant', display: 'visible', parts: [...parts, call] }]
    const view = hydrate({ ...captured.history, messages, settlements: [] }, context)
    expect(textsOf(view)).toEqual(['one', 'two'])
    expect(Object.keys(view.open.runs)).toEqual([])
  })

  test('[W2] a server whose stream is never of its history is not asked as fast as it answers', async () => {
    const page = begin({
      fetch: async (input, init) => {
        const response = await page.server.fetch(input, init)
        if (!String(input).includes('history')) return response
        return Response.json({ ...((await response.json()) as object), incarnation: 'inc_of_another' })
      },
    })
    // Half a minute.
    for (let frame = 0; frame < 1875; frame++) await page.pass()
    expect(page.server.requests.length).toBeLessThan(60)
  })
})

describe('what a model says on Flue before it is kept', () => {
  test('[FL5] a stream that is cut while something is shown ahead goes on behind it, and nothing is taken back', async () => {
    const sse = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
    const place = (batch: number, index = 0) => ({ position: { batch, index } })
    const offset = (batch: number) => `${'0'.repeat(16)}_${String(batch).padStart(16, '0')}`
    const checkpoint = { type: 'stream-checkpoint', incarnation: 'inc_1' }
    const user = {
      id: 'u1',
      role: 'user',
      display: 'visible',
      submissionId: 's1',
      parts: [{ type: 'text', text: 'Count.' }],
    }
    const started = {
      type: 'message-started',
      messageId: 'a1',
      submissionId: 's1',
      turnId: 't1',
      ...place(2),
    }
    const delta = (text: string, batch: number) => ({
      type: 'message-delta',
      messageId: 'a1',
      kind: 'text',
      delta: text,
      ...place(batch),
    })
    const control = (batch: number) => sse('control', { streamNextOffset: offset(batch), upToDate: true })
    const first = [
      sse('data', [checkpoint, { type: 'message-appended', message: user, ...place(1) }, started]),
      control(2),
      sse('live', { turnId: 't1', index: 0, kind: 'text', delta: 'one two ' }),
    ].join('')
    const second = [sse('data', [checkpoint, delta('one ', 3)]), control(3)].join('')
    const third = sse('data', [delta('two three', 4)]) + control(4)
    const streams: ReadableStreamDefaultController<Uint8Array>[] = []
    const asked: string[] = []
    const page = begin({
      fetch: async input => {
        asked.push(new URL(String(input)).search)
        if (!String(input).includes('live=sse'))
          return Response.json(
            { error: { type: 'stream_not_found' } },
            { status: asked.length > 1 ? 200 : 404 },
          )
        const body = new ReadableStream<Uint8Array>({ start: controller => void streams.push(controller) })
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
      },
    })
    const { store, until, pass } = page
    const shown: string[] = []
    store.subscribe(() => {
      const [text = ''] = textsOf(store.getView()).slice(-1)
      if (text !== shown.at(-1)) shown.push(text)
    })
    const say = (stream: number, text: string) => streams[stream]?.enqueue(new TextEncoder().encode(text))
    await until(() => streams.length === 1)
    say(0, first)
    await until(() => shown.at(-1) === 'one two ')
    streams[0]?.error(new TypeError('cut'))
    await until(() => streams.length === 2)
    say(1, second)
    for (let frame = 0; frame < 20; frame++) await pass()
    say(1, third)
    await until(() => shown.at(-1) === 'one two three')
    expect(asked.filter(query => query.includes('history'))).toHaveLength(1)
    for (const [index, text] of shown.entries())
      if (text !== 'Count.')
        expect(text.startsWith(shown[index - 1] === 'Count.' ? '' : (shown[index - 1] ?? ''))).toBe(true)
  })
})
