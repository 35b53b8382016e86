import { type AgentAddress, urlOf } from '@sluice/client/cloudflare'
import type { UIMessage } from 'ai'

/** A part of a message, as far as these functions read it. */
type Part = UIMessage['parts'][number]

/** What a tool part says, whatever its tool. */
interface ToolPart {
  readonly toolCallId?: string
  readonly state?: string
  readonly input?: unknown
  readonly output?: unknown
  readonly approval?: { readonly id: string; readonly approved?: boolean }
}

const toolPart = (part: Part): ToolPart => part as ToolPart

const states = {
  'input-streaming': 'streaming',
  'input-available': 'loading',
  'approval-requested': 'waiting-approval',
  'approval-responded': 'approved',
  'output-available': 'complete',
  'output-error': 'error',
  'output-denied': 'denied',
} as const

/** What a tool part is about, in one word. */
export function getToolPartState(part: Part): (typeof states)[keyof typeof states] {
  const { state = '', approval } = toolPart(part)
  if (approval?.approved === false) return 'denied'
  return Object.hasOwn(states, state) ? states[state as keyof typeof states] : 'loading'
}

/** The id of a call; empty for another part. */
export const getToolCallId = (part: Part): string => toolPart(part).toolCallId ?? ''

/** The arguments of a call, once they are there. */
export const getToolInput = (part: Part): unknown => toolPart(part).input

/** What a call came to. */
export const getToolOutput = (part: Part): unknown => toolPart(part).output

/** The question about a call. */
export const getToolApproval = (part: Part): ToolPart['approval'] => toolPart(part).approval

/** Fetches the transcript of an agent, for a page that is made on a server. */
export async function getAgentMessages<M extends UIMessage = UIMessage>(
  options: (Required<Pick<AgentAddress, 'agent' | 'name' | 'host'>> | { readonly url: string }) &
    Pick<RequestInit, 'credentials' | 'headers'>,
): Promise<M[]> {
  const { credentials, headers } = options
  const url =
    'url' in options
      ? options.url
      : urlOf({ ...options, host: options.host ?? '' }, 'http', {}, '/get-messages')
  const response = await fetch(url, {
    ...(credentials ? { credentials } : {}),
    ...(headers ? { headers } : {}),
  })
  return response.ok ? ((await response.json()) as M[]) : []
}
