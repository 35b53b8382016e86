/** The address of a path of the server, which begins with a slash; `base` is the page's own origin when absent. */
export function serverUrl(base: string | undefined, path: string, scheme: 'http' | 'ws'): string {
  return ((base ?? location.origin).replace(/\/$/, '') + path).replace(/^(http|ws)/, scheme)
}
