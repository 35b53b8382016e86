import type { AgentOptions } from './AgentOptions.ts'
import type { AgentTransport } from './edge/agentTransport.ts'
import { isTranscript, parseJson, type UiMessage } from './wire.ts'

/** Requests the transcript of an agent: null where there is none because it is no chat, undefined where there was no answer and it is worth another try. */
export async function requestTranscript(
  { headers, credentials }: AgentOptions,
  transport: AgentTransport,
  url: Promise<string>,
): Promise<readonly UiMessage[] | null | undefined> {
  try {
    const { status, text } = await transport.get(await url, { headers, credentials })
    if (status >= 500) return undefined
    const found = status === 200 ? parseJson(text) : null
    return isTranscript(found) ? found : null
  } catch {
    return undefined
  }
}
