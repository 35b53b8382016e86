import type { AnswerFrame } from '@sluice/client'
import type { Command, Json } from '@sluice/protocol'
import { createStage, type Stage } from './createStage.ts'
import type { Fixture, Frame } from './fixture.ts'

interface ChannelEvent {
  readonly type: string
  readonly eventId: string
  readonly message?: { readonly parts: readonly { readonly text: string }[] }
  readonly approved?: boolean
  readonly reason?: string
}

const eventOf = (frame: Frame): ChannelEvent | undefined => frame.event as ChannelEvent | undefined

/** The id that a page made for a frame. */
const idOf = (frame: Frame): string => (eventOf(frame)?.eventId ?? frame.id) as string

const partsOf = (frame: Frame) => {
  const body = JSON.parse((frame.init as { body: string }).body) as {
    messages: { id: string; parts: { text: string }[] }[]
  }
  return body.messages[0]?.parts.map(({ text }) => ({ kind: 'text' as const, text })) ?? []
}

/** What a person did that made the page of the capture send a frame; null for what a page sends by itself. */
function commandOf(stage: Stage, frame: Frame): Command | null {
  const { open } = stage.session.getView()
  const [run = ''] = Object.keys(open.runs)
  const [approval = ''] = Object.keys(open.approvals)
  const event = eventOf(frame)
  switch (event?.type ?? frame.type) {
    case 'message':
      return {
        type: 'message.send',
        parts: event?.message?.parts.map(({ text }) => ({ kind: 'text' as const, text })) ?? [],
      }
    case 'cancel':
      return { type: 'run.stop', run }
    case 'approval-response': {
      const decision = event?.approved ? 'approved' : 'denied'
      return {
        type: 'approval.decide',
        approval,
        decision,
        ...(event?.reason ? { reason: event.reason } : {}),
      }
    }
    case 'cf_agent_use_chat_request':
      return { type: 'message.send', parts: partsOf(frame) }
    case 'cf_agent_chat_request_cancel':
      return { type: 'run.stop', run }
    case 'cf_agent_tool_approval': {
      const decision = frame.approved ? 'approved' : 'denied'
      return { type: 'approval.decide', approval, decision }
    }
    case 'cf_agent_state': {
      const patch = [{ op: 'replace' as const, path: '', value: frame.state as Json }]
      return { type: 'state.patch', base: null, patch }
    }
    default:
      return null
  }
}

/** Plays captured traffic to a page: the server says what it said, and the person does what made the page of then send what it sent. */
export async function playFixture(
  { agent, traffic, transcript, isChannel = false }: Fixture,
  onAnswer: (frame: AnswerFrame) => void = () => {},
  onShown: (stage: Stage) => void = () => {},
): Promise<Stage> {
  const stage = createStage({ agent, isChannel }, onAnswer)
  /** The ids that the page of the capture made, and those that this page made in their place. */
  const ids = new Map<string, string>()
  const used = new Set<Frame>()
  const rename = (text: string): string =>
    [...ids].reduce((renamed, [captured, own]) => renamed.replaceAll(captured, own), text)
  stage.session.subscribe(() => onShown(stage))

  async function act(frame: Frame): Promise<void> {
    if (frame.type === 'cf_agent_tool_result') {
      const call = Object.values(stage.session.getView().open.parts)[0]?.id ?? ''
      const { commandId: claim } = stage.session.send({ type: 'tool.claim', call })
      await stage.pass()
      stage.session.send({ type: 'tool.answer', call, claim, output: { json: frame.output as Json } })
    } else if (frame.type === 'rpc' && frame.method !== 'sluicePing')
      stage.backend.call(frame.method as string, frame.args as unknown[]).catch(() => {})
    else {
      const command = commandOf(stage, frame)
      if (command) stage.session.send(command)
    }
    await stage.pass(1)
    const own = stage.sent(frame.type).find(sent => !used.has(sent))
    if (!own) return
    used.add(own)
    if (idOf(frame)) ids.set(idOf(frame), idOf(own))
  }

  for (const entry of traffic) {
    if (entry[0] === 'open') await stage.opens()
    else if (entry[0] === 'closed') {
      await stage.closes(entry[1], entry[2])
      await stage.pass(1000)
    } else if (entry[0] === 'get') await stage.answers(entry[1], JSON.parse(rename(JSON.stringify(entry[2]))))
    else if (entry[0] === 'in') {
      await stage.says(JSON.parse(rename(JSON.stringify(entry[1]))))
      await stage.pass(17)
    } else if (entry[0] === 'out') {
      // A page that answers has seen what was said before; the first message is sent without that.
      if (!/^channels:|(resume|chat)_request$/.test(entry[1].type ?? '') || used.size > 0)
        await stage.loaded()
      await act(entry[1])
      await stage.pass(17)
    }
  }
  await stage.loaded()
  await stage.pass(100)
  // What the page asks for at other times than the one of the capture is answered in the end.
  while (stage.requests.length > 0)
    await stage.answers(transcript ? 200 : 404, JSON.parse(rename(JSON.stringify(transcript))))
  await stage.pass(6000)
  return stage
}
