export { Day, New, type ThreadDayProps } from './Dividers.tsx'
export { Older, type OlderState } from './Older.tsx'
export {
  Content,
  Empty,
  Feed,
  type JumpState,
  JumpToLatest,
  Root,
  type ThreadFeedProps,
  Viewport,
} from './Thread.tsx'
export type { ThreadState } from './ThreadContext.tsx'
