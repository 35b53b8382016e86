import { CONNECTION_HEADER, FRAMES_MEDIA_TYPE, FRAMES_PATH } from '@sluice/protocol'
import { createRequestConnect } from '../connection/createRequestConnect.ts'
import type { Connect } from '../environment.ts'
import { serverUrl } from './serverUrl.ts'

/** Longer than the server holds a request for frames, which is 20 s. */
const HELD_MS = 30_000

/** Connects by requests to our server. [W4] */
export const requestConnect = (url: string | undefined): Connect =>
  createRequestConnect(async (method, connection, body, signal) => {
    const response = await fetch(serverUrl(url, FRAMES_PATH, 'http'), {
      method,
      headers: {
        ...(connection && { [CONNECTION_HEADER]: connection }),
        ...(body !== undefined && { 'content-type': FRAMES_MEDIA_TYPE }),
      },
      body: body ?? null,
      cache: 'no-store',
      // The last word of a page is to arrive when the page is gone.
      keepalive: signal === null,
      signal: signal && AbortSignal.any([signal, AbortSignal.timeout(HELD_MS)]),
    })
    if (!response.ok) throw new Error(`The server answered ${response.status}.`)
    return response.text()
  })
