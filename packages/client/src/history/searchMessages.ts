import type { Id, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { requestJson, unexpected } from './requestJson.ts'

/**
 * The messages of a session's line that hold a text, in any case, oldest first: those of the whole log, loaded or not. Only where the client's
 * `capabilities.search` is true. Rejects with a `ClientError`. [S9]
 */
export async function searchMessages(
  client: Client,
  { agent, id }: SessionRef,
  text: string,
  signal?: AbortSignal,
): Promise<readonly Id[]> {
  const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/search`
  const found = (await requestJson(client, `${path}?text=${encodeURIComponent(text)}`, {
    signal: signal ?? null,
  })) as { readonly messages: readonly Id[] } | null
  if (!Array.isArray(found?.messages)) throw unexpected()
  return found.messages
}
