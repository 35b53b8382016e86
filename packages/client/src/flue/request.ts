import type { SessionRef } from '@sluice/protocol'
import type { TokenSource } from '../Client.ts'

/** Headers, or a function that gets them for each request. */
export type HeaderSource =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

/** How a Flue server is reached. */
export interface FlueOptions {
  /**
   * Where the agents are mounted: a conversation is at `<url>/<agent>/<id>`. A function gives the address of each, where it is another one. Without a host it is
   * on the page's own.
   */
  readonly url: string | ((session: SessionRef) => string)
  readonly headers?: HeaderSource
  /** Goes into the Authorization header. */
  readonly token?: TokenSource
  /** How updates come; `sse` when absent, and `long-poll` where a proxy holds streams back. */
  readonly live?: 'sse' | 'long-poll'
  /** The browser's when absent. */
  readonly fetch?: typeof fetch
}

/** The address of a conversation, without a slash at its end. */
export function addressOf({ url }: FlueOptions, session: SessionRef): string {
  const { agent, id } = session
  const given =
    typeof url === 'function' ? url(session) : `${url.replace(/\/+$/, '')}/${agent}/${encodeURIComponent(id)}`
  return given.replace(/\/+$/, '')
}

/** Requests something of a server with headers and token, which are got anew, once, when they were refused. */
export async function requestOf(
  { headers, token, fetch: own }: FlueOptions,
  address: string,
  init: RequestInit = {},
): Promise<Response> {
  const ask = async (): Promise<Response> => {
    const all = new Headers(init.headers)
    const bearer = typeof token === 'function' ? await token() : token
    if (bearer !== undefined) all.set('authorization', `Bearer ${bearer}`)
    const more = typeof headers === 'function' ? await headers() : headers
    for (const [name, value] of Object.entries(more ?? {})) all.set(name, value)
    return (own ?? fetch)(address, { ...init, headers: all })
  }
  const response = await ask()
  return response.status === 401 ? ask() : response
}

/** Whether an answer is what was asked for. A page of a proxy is not, whatever its status. */
export const isGood = ({ ok, headers }: Response): boolean =>
  ok && !/html/.test(headers.get('content-type') ?? '')

/** Parses an answer, however slowly it comes; `heard` is told of every piece. */
export const jsonOf = <T>({ body }: Response, heard: () => void): Promise<T> =>
  new Response(
    body?.pipeThrough(
      new TransformStream({
        transform(piece, to) {
          heard()
          to.enqueue(piece)
        },
      }),
    ),
  ).json()
