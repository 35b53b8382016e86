import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import type { Blob } from '../../store/Store.ts'
import { systemClock } from '../system.ts'
import { checkBlobSignature, SIGNATURE_MS, signBlob } from './blobSignature.ts'
import { type ApiContext, admit, type Env, readBody, sessionOf } from './context.ts'

/** Raster images cannot run anything, so that they may be shown in place. [S15] */
const SHOWN_IN_PLACE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/

/** The media type without parameters, or that of unknown bytes. */
function toMediaType(text: string | undefined): string {
  const type = (text ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream'
}

function hashOf(c: ApiContext): string {
  const hash = c.req.param('hash') ?? ''
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new ServerError('not-found')
  return hash
}

function answerBlob(c: ApiContext, hash: string, { bytes, mediaType }: Blob): Response {
  const type = toMediaType(mediaType)
  return c.body(Uint8Array.from(bytes), 200, {
    'Content-Type': type,
    'Content-Disposition': SHOWN_IN_PLACE.has(type)
      ? 'inline'
      : `attachment; filename="${hash.slice(0, 16)}"`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    // The content never changes, but it may be erased.
    'Cache-Control': 'private, max-age=600',
    ETag: `"${hash}"`,
  })
}

/** Routes below `/v1/sessions/:agent/:id/blobs`: upload, download, and a URL that holds for ten minutes. [S15] */
export function createBlobRoutes(hub: Hub): Hono<Env> {
  const routes = new Hono<Env>()
  const secret = randomBytes(32)

  routes.post('/', async c => {
    const principal = await admit(hub, c)
    const session = sessionOf(c)
    const bytes = await readBody(c, hub.limits.uploadBytes)
    const reference = await hub.reads.upload(
      principal,
      session,
      bytes,
      toMediaType(c.req.header('content-type')),
    )
    return c.json(reference, 201)
  })

  routes.get('/:hash', async c => {
    const hash = hashOf(c)
    const session = sessionOf(c)
    const signature = c.req.query('signature')
    if (signature === undefined) {
      return answerBlob(c, hash, await hub.reads.blob(await admit(hub, c), session, hash))
    }
    const key = checkBlobSignature(secret, signature, { ...session, hash }, systemClock.now())
    if (key === null)
      throw new ServerError(
        'expired',
        'The signature of this URL does not hold or is over. Ask for another one.',
      )
    return answerBlob(c, hash, await hub.reads.signedBlob(key, hash))
  })

  routes.post('/:hash/url', async c => {
    const hash = hashOf(c)
    const principal = await admit(hub, c)
    const session = sessionOf(c)
    await hub.reads.blob(principal, session, hash)
    const expiresAt = systemClock.now() + SIGNATURE_MS
    const signature = signBlob(secret, { key: { tenant: principal.tenant, ...session }, hash }, expiresAt)
    const url = `/v1/sessions/${session.agent}/${session.id}/blobs/${hash}?signature=${encodeURIComponent(signature)}`
    return c.json({ url, expiresAt })
  })

  return routes
}
