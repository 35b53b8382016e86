import { safeUrl } from './safeUrl.ts'

/** Where links may lead, and from where images may be fetched. */
export interface MarkdownPolicy {
  /** The address that a link gets; null draws only its text. Absolute addresses of http and https, and of mail, when absent. */
  readonly links: (url: string) => string | null
  /** Origins from which images are fetched, as `https://images.example`. None when absent: an address may carry what the model was made to say. */
  readonly imageOrigins: readonly string[]
}

const MAIL = /^mailto:[^?\s]+$/i

/** Allows what {@link safeUrl} does, and mail addresses without a prepared text. */
export const safeLink = (url: string): string | null => safeUrl(url) ?? (MAIL.test(url) ? url : null)

/** The address that an image is fetched from; null when its origin is not allowed. */
export function imageUrl(url: string, origins: readonly string[]): string | null {
  const safe = safeUrl(url)
  return safe !== null && origins.includes(new URL(safe).origin) ? safe : null
}
