import type { Client } from '@sluice/client'
import type { LoadBlob } from '@sluice/devtools'
import type { QueryClient } from '@tanstack/react-query'

/** Loads blobs over HTTP with the client's token. A blob is named by its content, so it is loaded once. [E8] */
export function createBlobLoader(client: Client, queries: QueryClient): LoadBlob {
  return ({ agent, id }, { blob }, signal) =>
    queries.fetchQuery({
      queryKey: ['blob', agent, id, blob],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async () => {
        const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/blobs/${blob}`
        const answer = await client.request(path, { signal })
        if (!answer.ok) throw new Error(await reasonOf(answer))
        return answer.text()
      },
    })
}

async function reasonOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null)
  const isRefusal = typeof body === 'object' && body !== null && 'message' in body
  return isRefusal ? String(body.message) : `The server answered with ${answer.status}.`
}
