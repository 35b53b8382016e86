import { request } from 'node:http'
import { WebSocket } from 'ws'

/** What is said over a socket, and how the socket is asked for. */
export interface SocketAttack {
  /** Texts and bytes as they are, everything else as JSON. */
  readonly frames?: readonly unknown[]
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
  readonly protocol?: string
}

/** What is asked over HTTP. Unlike those of fetch, its headers may name any host and origin. */
export interface RequestAttack {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Makes it a POST. Texts as they are, everything else as JSON. */
  readonly body?: unknown
}

/** The first frame of a client. */
export const hello = (token?: string) => ({
  type: 'hello',
  eventRevision: 1,
  viewRevision: 1,
  ...(token === undefined ? {} : { token }),
})

/** A frame as it goes over the wire. */
const written = (frame: unknown) =>
  typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame)

const codeOf = (text: string): string => {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code)
  } catch {
    return `no code in ${text.slice(0, 200)}`
  }
}

/** Opens a socket, says something, and resolves with every refusal's code until as many came as are wanted, or with how the socket ended. */
export function refusalsOf(
  url: string,
  { frames = [], headers = {}, path = '/v1/socket', protocol = 'sluice.1' }: SocketAttack,
  wanted = 1,
): Promise<string[]> {
  const socket = new WebSocket(url.replace('http', 'ws') + path, protocol, { headers: { ...headers } })
  const codes: string[] = []
  return new Promise<string[]>(resolve => {
    socket.on('open', () => {
      for (const frame of frames) socket.send(written(frame))
    })
    socket.on('message', message => {
      const { type, code } = JSON.parse(String(message)) as { type: string; code?: string }
      if (type === 'refused') codes.push(String(code))
      if (codes.length === wanted) resolve(codes)
    })
    socket.on('unexpected-response', (_, response) => {
      let body = ''
      response.on('data', piece => {
        body += String(piece)
      })
      response.on('end', () => resolve([codeOf(body)]))
    })
    socket.on('close', code => resolve([...codes, `closed ${code}`]))
    // What went wrong is told by the close that follows.
    socket.on('error', () => undefined)
  }).finally(() => socket.terminate())
}

/** Asks over HTTP, and resolves with the code of the answer. */
export function refusalTo(url: string, { path, headers = {}, body }: RequestAttack): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, headers: { ...headers }, method: body === undefined ? 'GET' : 'POST' },
      response => {
        let text = ''
        response.setEncoding('utf8').on('data', piece => {
          text += piece
        })
        response.on('end', () => resolve(codeOf(text)))
      },
    )
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : written(body))
  })
}
