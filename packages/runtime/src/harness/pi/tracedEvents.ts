import type { AssistantMessageEvent } from '@earendil-works/pi-ai'
import type { Json } from '@sluice/protocol'
import type { StepTrace } from '../Harness.ts'

/** Events of a model in this process as they come, told to a trace without the message so far that Pi adds to each. */
export async function* tracedEvents(
  events: AsyncIterable<AssistantMessageEvent>,
  trace: StepTrace,
): AsyncIterable<AssistantMessageEvent> {
  for await (const event of events) {
    const { partial: _, message: __, error: ___, ...told } = event as Record<string, unknown>
    trace.heard(JSON.parse(JSON.stringify(told)) as Json)
    yield event
  }
}
