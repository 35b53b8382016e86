import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono, MiddlewareHandler } from 'hono'
import type { ServedPages } from '../types.ts'
import type { Env } from './context.ts'

/** A file that a build named by its content, such as `/assets/index-B1x9_aQ2.js`. */
const HASHED = /\/assets\/[^/]*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

const HAS_EXTENSION = /\.[A-Za-z0-9]+$/

function pageSecurity(host: string, asksOthers: boolean): string {
  // Not every browser takes 'self' for the socket's scheme.
  const servers = asksOthers ? 'http: https: ws: wss:' : `ws://${host} wss://${host}`
  return [
    "default-src 'self'",
    // Components set CSS variables by the style attribute.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ${servers}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of a page's files: hashed ones are kept for ever, others are asked for again. */
const pageHeaders =
  (asksOthers: boolean): MiddlewareHandler<Env> =>
  async (c, next) => {
    await next()
    if (!c.res.ok) return
    const host = /^[A-Za-z0-9.:[\]-]+$/.exec(c.req.header('host') ?? '')?.[0] ?? 'localhost'
    c.res.headers.set('Content-Security-Policy', pageSecurity(host, asksOthers))
    const caching = HASHED.test(c.req.path) ? 'public, max-age=31536000, immutable' : 'no-cache'
    c.res.headers.set('Cache-Control', caching)
  }

/** Serves built pages from directories; a path without a file that a browser navigates to is the page's own route. */
export function addPages(app: Hono<Env>, pages: Readonly<Record<string, string | ServedPages>>): void {
  // The longest prefix first, so that `/` takes only what is left.
  const longest = Object.entries(pages).sort(([a], [b]) => b.length - a.length)
  for (const [prefix, served] of longest) {
    const { directory: root, asksOthers = false } =
      typeof served === 'string' ? { directory: served } : served
    const base = prefix.replace(/\/+$/, '')
    const files = serveStatic<Env>({ root, rewriteRequestPath: path => path.slice(base.length) || '/' })
    const index = serveStatic<Env>({ root, path: 'index.html' })
    const fallback: MiddlewareHandler<Env> = async (c, next) => {
      const isNavigation =
        (c.req.header('accept') ?? '').includes('text/html') && !HAS_EXTENSION.test(c.req.path)
      return isNavigation ? index(c, next) : next()
    }
    for (const path of [`${base}/*`, ...(base === '' ? [] : [base])])
      app.get(path, pageHeaders(asksOthers), files, fallback)
  }
}
