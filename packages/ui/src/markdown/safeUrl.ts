const ALLOWED = new Set(['http:', 'https:'])

/** The URL when it is an absolute one of http or https, else null: a model's link may not run a script or open another program. */
export function safeUrl(url: string): string | null {
  try {
    const parsed = new URL(url.trim())
    return ALLOWED.has(parsed.protocol) ? parsed.href : null
  } catch {
    // Not an absolute URL.
    return null
  }
}
