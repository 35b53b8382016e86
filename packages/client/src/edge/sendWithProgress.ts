/** Statuses of answers that have no body. */
const BODILESS = [204, 205, 304]

function answerOf(request: XMLHttpRequest): Response {
  const { status, statusText } = request
  const headers = new Headers()
  for (const line of request.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const body = BODILESS.includes(status) ? null : (request.response as ArrayBuffer)
  return new Response(body, { status, statusText, headers })
}

/**
 * Requests an address as `fetch` does and tells how many bytes of the body have left; `fetch` cannot say that in most browsers. Rejects with a `TypeError` where the
 * server is not reached, and with the reason of the signal where it is aborted. [S15]
 */
export function sendWithProgress(
  address: string,
  { method = 'GET', headers, body = null, signal }: RequestInit,
  onSent: (bytes: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const request = new XMLHttpRequest()
    const abort = (): void => request.abort()
    request.open(method, address)
    request.responseType = 'arraybuffer'
    new Headers(headers).forEach((value, name) => {
      request.setRequestHeader(name, value)
    })
    request.upload.onprogress = ({ loaded }) => onSent(loaded)
    request.onload = () => resolve(answerOf(request))
    request.onerror = () => reject(new TypeError('The server was not reached.'))
    request.onabort = () => reject(signal?.reason)
    request.onloadend = () => signal?.removeEventListener('abort', abort)
    signal?.addEventListener('abort', abort)
    request.send(body as XMLHttpRequestBodyInit | null)
  })
}
