import type { Event, EventType } from '@sluice/protocol'
import type { Reducer } from '../draft.ts'
import { approvalReducers } from './approval.ts'
import { fiberReducers } from './fiber.ts'
import { messageReducers } from './message.ts'
import { partReducers } from './part.ts'
import { runReducers } from './run.ts'
import { sessionReducers } from './session.ts'
import { stateReducers } from './state.ts'
import { stepReducers } from './step.ts'
import { subsessionReducers } from './subsession.ts'
import { timerReducers } from './timer.ts'
import { toolReducers } from './tool.ts'

/** How each type of event changes a view. */
export const reducers: { readonly [T in EventType]: Reducer<Event<T>> } = {
  ...sessionReducers,
  ...runReducers,
  ...stepReducers,
  ...messageReducers,
  ...partReducers,
  ...toolReducers,
  ...approvalReducers,
  ...stateReducers,
  ...fiberReducers,
  ...timerReducers,
  ...subsessionReducers,
  // Tells readers of the log where the model's context was compacted; the transcript stays whole.
  'context.compacted': () => {},
}
