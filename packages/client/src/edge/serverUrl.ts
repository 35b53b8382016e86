/** The address of a path of the server, which begins with a slash; `base` is the page's own origin when absent. */
export const serverUrl = (base: string | undefined, path: string, scheme: 'http' | 'ws'): string =>
  ((base ?? location.origin).replace(/\/$/, '') + path).replace(/^(http|ws)/, scheme)
