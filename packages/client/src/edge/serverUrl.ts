/** The address of a path of the server; `base` is the page's own origin when absent. */
export function serverUrl(base: string | undefined, path: string): URL {
  const origin = base ?? location.origin
  return new URL(path.replace(/^\//, ''), origin.endsWith('/') ? origin : `${origin}/`)
}
