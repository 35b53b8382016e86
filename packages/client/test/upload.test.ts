// @vitest-environment jsdom
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { sendWithProgress } from '../src/edge/sendWithProgress.ts'

let end = (): void => {}

afterEach(() => end())

/** A server of another origin that allows what a page of ours sends. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization, content-type')
    if (request.method === 'OPTIONS') response.end()
    else answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  end = () => {
    server.closeAllConnections()
    server.close()
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const file = new Blob(['x'.repeat(300_000)])
const init = {
  method: 'POST',
  body: file,
  headers: { authorization: 'Bearer t', 'content-type': 'text/plain' },
}

test('[S15] an upload tells how many bytes have left, up to all of them, and is answered as by fetch', async () => {
  let received = 0
  const url = await serve((request, response) => {
    request.on('data', (piece: Buffer) => {
      received += piece.length
    })
    request.on('end', () => {
      response.statusCode = 413
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ code: request.headers.authorization }))
    })
  })
  const sent: number[] = []
  const response = await sendWithProgress(url, init, bytes => sent.push(bytes))
  expect(received).toBe(file.size)
  expect(sent.at(-1)).toBe(file.size)
  expect(sent).toEqual(sent.toSorted((a, b) => a - b))
  expect([response.status, response.headers.get('content-type')]).toEqual([413, 'application/json'])
  expect(await response.json()).toEqual({ code: 'Bearer t' })
})

test('[S15] an upload that is aborted ends with its reason, and one whose server is not reached says so', async () => {
  const controller = new AbortController()
  const reason = new Error('removed')
  const url = await serve(() => controller.abort(reason))
  const aborted = { ...init, signal: controller.signal }
  await expect(sendWithProgress(url, aborted, () => {})).rejects.toBe(reason)
  await expect(sendWithProgress(url, aborted, () => {})).rejects.toBe(reason)
  end()
  await expect(sendWithProgress(url, init, () => {})).rejects.toBeInstanceOf(TypeError)
})
