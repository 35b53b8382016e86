import type { TokenSource } from '../Client.ts'
import { serverUrl } from './serverUrl.ts'

/** Requests a path of the server with the token in the Authorization header. [S6] */
export async function requestWithToken(
  url: string | undefined,
  token: TokenSource | undefined,
  path: string,
  init?: RequestInit,
): Promise<Response> {
  const headers = new Headers(init?.headers)
  const value = typeof token === 'function' ? await token() : token
  if (value !== undefined) headers.set('authorization', `Bearer ${value}`)
  return fetch(serverUrl(url, path, 'http'), { ...init, headers })
}
