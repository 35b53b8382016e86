import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SessionKey } from '../../store/Store.ts'

/** How long a signed URL of a blob holds. [S6] */
export const SIGNATURE_MS = 10 * 60 * 1000

/** One blob of one session. */
export interface SignedBlob {
  readonly key: SessionKey
  readonly hash: string
}

const digest = (secret: Uint8Array, { key, hash }: SignedBlob, expiresAt: number): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([key.tenant, key.agent, key.id, hash, expiresAt]))
    .digest()

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const decode = (text: string): string => Buffer.from(text, 'base64url').toString()

/** Makes the signature that lets whoever holds it read one blob until a time. It holds the tenant, which a client never names. [S6] */
export function signBlob(secret: Uint8Array, blob: SignedBlob, expiresAt: number): string {
  return `${encode(blob.key.tenant)}.${expiresAt}.${digest(secret, blob, expiresAt).toString('base64url')}`
}

/** Checks a signature for a blob of a session; returns the session's key, or null when it does not hold. */
export function checkBlobSignature(
  secret: Uint8Array,
  signature: string,
  blob: { readonly agent: string; readonly id: string; readonly hash: string },
  now: number,
): SessionKey | null {
  const [tenant, expires, given] = signature.split('.')
  if (tenant === undefined || expires === undefined || given === undefined || !/^\d{1,15}$/.test(expires))
    return null
  const key: SessionKey = { tenant: decode(tenant), agent: blob.agent, id: blob.id }
  const right = digest(secret, { key, hash: blob.hash }, Number(expires))
  const bytes = Buffer.from(given, 'base64url')
  const isRight = bytes.length === right.length && timingSafeEqual(bytes, right)
  return isRight && now < Number(expires) ? key : null
}
