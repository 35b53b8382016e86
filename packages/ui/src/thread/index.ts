export {
  Content,
  Empty,
  Feed,
  JumpToLatest,
  Older,
  Root,
  type ThreadFeedProps,
  type ThreadState,
  Viewport,
} from './Thread.tsx'
