/**
 * The address of a server as the console writes it, without a slash at its end; null where the text is none. Without a scheme it is https, or http on
 * this machine. What stands before an `@` is not taken:
 * an address is shared, and a secret is not.
 */
export function serverAddress(text: string): string | null {
  const words = text.trim()
  const scheme = /^(localhost|127\.|\[::1\])/i.test(words) ? 'http' : 'https'
  const named = /^[a-z]+:\/\//i.test(words) ? words : `${scheme}://${words}`
  // Browsers do not agree about a host with a space.
  if (/\s/.test(named) || !URL.canParse(named)) return null
  const { protocol, origin, pathname, username, password } = new URL(named)
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return null
  return origin + pathname.replace(/\/+$/, '')
}
