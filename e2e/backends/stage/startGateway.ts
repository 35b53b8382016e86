import { createReadStream, existsSync, statSync } from 'node:fs'
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import { connect } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { type Duplex, Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** Where a stream is cut: in the first piece that comes so many ms after its first one, after this share of the piece. */
export interface Cut {
  readonly afterMs: number
  readonly share: number
}

/** Where the next stream is cut; null lets it live. */
export type NextCut = () => Cut | null

/** The one address of a page and its server: serves the built pages and hands everything else on, as a network would. */
export interface Gateway {
  readonly url: string
  /** Streams that were cut so far. */
  readonly cuts: number
  /** Bytes from the server so far, pages not counted. */
  readonly bytes: number
  /** Requests to the server so far. */
  readonly requests: readonly string[]
  /** Streams are server-sent events and sockets; those that are open now live on. */
  setCuts(nextCut: NextCut): void
  /** Refuses what is not a page and ends what is open, or lets everything through again. */
  setDown(isDown: boolean): void
  /** Lets what pages send through and ends the connection instead of the answer, so many times: for requests that POST, and messages over sockets. */
  loseAnswers(count: number): void
  /** Answers what is not a page with a page of a proxy of this status, or lets everything through again with null. */
  setProxy(status: number | null): void
  /** Lets so many bytes of the server through in a second; null for all. Streams and answers that begin from now on. */
  setPace(bytesPerSecond: number | null): void
  /** Answers that are still to be lost. */
  readonly answersToLose: number
  close(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

/** What a page sends over a socket by itself is shorter: a greeting, a heartbeat, a question. */
const MESSAGE_BYTES = 120

/** Starts the gateway on a free port, in front of a port, with the files of folders under their paths, the longer ones first. */
export async function startGateway(
  target: number,
  folders: Readonly<Record<string, string>>,
): Promise<Gateway> {
  const open = new Set<{ destroy(): void }>()
  const requests: string[] = []
  let nextCut: NextCut = () => null
  let down = false
  let cuts = 0
  let bytes = 0
  let lost = 0
  let proxyStatus: number | null = null
  let pace: number | null = null

  const track = <T extends { destroy(): void; once(event: 'close', run: () => void): unknown }>(
    thing: T,
  ): T => {
    open.add(thing)
    thing.once('close', () => open.delete(thing))
    return thing
  }

  /** What comes at the pace of the network. */
  function slowed(from: Readable): Readable {
    if (pace === null) return from
    const bytesPerTick = pace / 10
    const slow = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of from as AsyncIterable<Buffer>)
        for (let at = 0; at < chunk.length; at += bytesPerTick) {
          await pause(100)
          yield chunk.subarray(at, at + bytesPerTick)
        }
    }
    return Readable.from(slow(), { objectMode: false }).on('error', () => {})
  }

  /** Writes what comes to the page, until the cut. */
  function pass(
    from: NodeJS.ReadableStream,
    to: Duplex | ServerResponse,
    cut: Cut | null,
    end: () => void,
  ): void {
    let startedAt: number | null = null
    from.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      startedAt ??= performance.now()
      if (cut === null || performance.now() < startedAt + cut.afterMs) {
        to.write(chunk)
        return
      }
      cuts += 1
      from.removeAllListeners('data')
      to.write(chunk.subarray(0, Math.floor(chunk.length * cut.share)), () => end())
    })
  }

  /** The file of a path; null where there is none. */
  function fileOf(path: string): string | null {
    for (const [base, folder] of Object.entries(folders)) {
      const wanted = normalize(path.slice(base.length) || 'index.html')
      const file = join(folder, wanted)
      const isThere = path.startsWith(base) && !wanted.startsWith('..') && existsSync(file)
      if (isThere && statSync(file).isFile()) return file
    }
    return null
  }

  function serveFile(file: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  }

  function handOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
    requests.push(`${incoming.method} ${incoming.url}`)
    const upstream: ClientRequest = request(
      {
        host: '127.0.0.1',
        port: target,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      answer => {
        if (incoming.method === 'POST' && lost > 0) {
          lost -= 1
          answer.resume()
          answer.on('end', () => outgoing.destroy())
          return
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        outgoing.flushHeaders()
        const isStream = answer.headers['content-type']?.includes('event-stream') === true
        const coming = slowed(answer)
        pass(coming, outgoing, isStream ? nextCut() : null, () => {
          outgoing.destroy()
          upstream.destroy()
        })
        coming.on('end', () => outgoing.end())
        answer.on('error', () => outgoing.destroy())
      },
    )
    track(outgoing)
    upstream.on('error', () => outgoing.destroy())
    outgoing.on('close', () => upstream.destroy())
    incoming.pipe(upstream)
  }

  const server = createServer({ keepAliveTimeout: 1000 }, (incoming, outgoing) => {
    const path = new URL(incoming.url ?? '/', 'http://gateway').pathname
    const file = fileOf(path)
    if (file !== null) serveFile(file, outgoing)
    else if (down) incoming.socket.destroy()
    else if (proxyStatus !== null) {
      outgoing.writeHead(proxyStatus, { 'content-type': 'text/html' })
      outgoing.end('<!doctype html><title>Sign in</title>')
    } else handOn(incoming, outgoing)
  })
  server.on('upgrade', (incoming: IncomingMessage, page: Duplex, head: Buffer) => {
    if (down || proxyStatus !== null) {
      page.destroy()
      return
    }
    requests.push(`UPGRADE ${incoming.url}`)
    const upstream = track(connect(target, '127.0.0.1'))
    track(page)
    const end = (): void => {
      page.destroy()
      upstream.destroy()
    }
    const { rawHeaders } = incoming
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? `${name}: ${rawHeaders[index + 1]}` : [],
    )
    upstream.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    upstream.write(head)
    page.on('data', (chunk: Buffer) => {
      if (lost === 0 || chunk.length < MESSAGE_BYTES) {
        upstream.write(chunk)
        return
      }
      lost -= 1
      // The server takes what was sent, and what it answers is read away.
      upstream.removeAllListeners('data').resume().end(chunk)
      page.removeAllListeners('close').destroy()
    })
    pass(slowed(upstream), page, nextCut(), end)
    for (const socket of [page, upstream]) {
      socket.on('error', end)
      socket.on('close', end)
    }
  })

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The gateway got no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    get cuts() {
      return cuts
    },
    get bytes() {
      return bytes
    },
    get answersToLose() {
      return lost
    },
    setCuts: cut => {
      nextCut = cut
    },
    setDown: isDown => {
      down = isDown
      if (isDown) for (const each of open) each.destroy()
    },
    setProxy: status => {
      proxyStatus = status
      if (status !== null) for (const each of open) each.destroy()
    },
    setPace: bytesPerSecond => {
      pace = bytesPerSecond
    },
    loseAnswers: count => {
      lost = count
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const each of open) each.destroy()
        server.closeAllConnections()
      }),
  }
}
