import type * as v from 'valibot'
import { approvalEvents } from './approval.ts'
import { contextEvents } from './context.ts'
import { fiberEvents } from './fiber.ts'
import { messageEvents } from './message.ts'
import { partEvents } from './part.ts'
import { runEvents } from './run.ts'
import { sessionEvents } from './session.ts'
import { stateEvents } from './state.ts'
import { stepEvents } from './step.ts'
import { subsessionEvents } from './subsession.ts'
import { timerEvents } from './timer.ts'
import { toolEvents } from './tool.ts'

/** The schema of every known event by its `type`. Look up with `Object.hasOwn`: a wire type of `constructor` must find nothing. */
export const eventSchemas = {
  ...sessionEvents,
  ...runEvents,
  ...stepEvents,
  ...messageEvents,
  ...partEvents,
  ...toolEvents,
  ...approvalEvents,
  ...stateEvents,
  ...contextEvents,
  ...fiberEvents,
  ...timerEvents,
  ...subsessionEvents,
}

/** The `type` of a known event. */
export type EventType = keyof typeof eventSchemas

/** A known event of type `T`; without `T`, any known event. */
export type Event<T extends EventType = EventType> = { [K in T]: v.InferOutput<(typeof eventSchemas)[K]> }[T]

/** What stands in an envelope: an event of any type, known or not, whose fields are not checked yet. [E3] */
export interface AnyEvent {
  readonly type: string
}
