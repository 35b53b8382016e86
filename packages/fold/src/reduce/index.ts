import type { Event, EventType } from '@sluice/protocol'
import type { Reducer } from '../draft.ts'
import { reduceApprovalDecided, reduceApprovalExpired, reduceApprovalRequested } from './approval.ts'
import { reduceFiberRecovered, reduceFiberSettled, reduceFiberStarted, reduceFiberStashed } from './fiber.ts'
import {
  reduceMessageAdded,
  reduceMessageChosen,
  reduceMessageEdited,
  reduceMessageQueued,
  reduceMessageRedacted,
  reduceMessageWithdrawn,
} from './message.ts'
import { reducePartAdded, reducePartAttached, reducePartDelta, reducePartSettled } from './part.ts'
import { reduceRunRecovered, reduceRunSettled, reduceRunStarted } from './run.ts'
import { reduceSessionCreated, reduceSessionForked, reduceSessionTitled } from './session.ts'
import { reduceStatePatched } from './state.ts'
import { reduceStepDelayed, reduceStepSettled, reduceStepStarted } from './step.ts'
import { reduceSubsessionOpened, reduceSubsessionSettled } from './subsession.ts'
import { reduceTimerCancelled, reduceTimerFired, reduceTimerScheduled } from './timer.ts'
import {
  reduceToolCalled,
  reduceToolOffered,
  reduceToolProgressed,
  reduceToolReady,
  reduceToolSettled,
  reduceToolStarted,
} from './tool.ts'

/** How each type of event changes a view. */
export const reducers: { readonly [T in EventType]: Reducer<Event<T>> } = {
  'session.created': reduceSessionCreated,
  'session.titled': reduceSessionTitled,
  'session.forked': reduceSessionForked,
  'run.started': reduceRunStarted,
  'run.recovered': reduceRunRecovered,
  'run.settled': reduceRunSettled,
  'step.started': reduceStepStarted,
  'step.delayed': reduceStepDelayed,
  'step.settled': reduceStepSettled,
  'message.added': reduceMessageAdded,
  'message.queued': reduceMessageQueued,
  'message.edited': reduceMessageEdited,
  'message.withdrawn': reduceMessageWithdrawn,
  'message.chosen': reduceMessageChosen,
  'message.redacted': reduceMessageRedacted,
  'part.added': reducePartAdded,
  'part.attached': reducePartAttached,
  'part.delta': reducePartDelta,
  'part.settled': reducePartSettled,
  'tool.called': reduceToolCalled,
  'tool.ready': reduceToolReady,
  'tool.offered': reduceToolOffered,
  'tool.started': reduceToolStarted,
  'tool.progressed': reduceToolProgressed,
  'tool.settled': reduceToolSettled,
  'approval.requested': reduceApprovalRequested,
  'approval.decided': reduceApprovalDecided,
  'approval.expired': reduceApprovalExpired,
  'state.patched': reduceStatePatched,
  // Tells readers of the log where the model's context was compacted; the transcript stays whole.
  'context.compacted': () => {},
  'fiber.started': reduceFiberStarted,
  'fiber.stashed': reduceFiberStashed,
  'fiber.recovered': reduceFiberRecovered,
  'fiber.settled': reduceFiberSettled,
  'timer.scheduled': reduceTimerScheduled,
  'timer.fired': reduceTimerFired,
  'timer.cancelled': reduceTimerCancelled,
  'subsession.opened': reduceSubsessionOpened,
  'subsession.settled': reduceSubsessionSettled,
}
