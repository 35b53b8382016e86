import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the built storybook is. */
export const built = fileURLToPath(new URL('../dist/', import.meta.url))

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Serves the built storybook on a free port of this machine. */
export async function serveStories(): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://stories')
    readFile(join(built, pathname)).then(
      content => {
        response.setHeader('content-type', mediaTypes[extname(pathname)] ?? 'application/octet-stream')
        // What is named by its content is read once, and its compiled code is kept for the next story.
        if (pathname.startsWith('/assets/'))
          response.setHeader('cache-control', 'max-age=31536000, immutable')
        response.end(content)
      },
      () => {
        // A browser asks for an icon by itself; a story has none.
        response.statusCode = pathname === '/favicon.ico' ? 204 : 404
        response.end()
      },
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
