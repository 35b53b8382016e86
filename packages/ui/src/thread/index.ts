export { Content, Empty, Feed, JumpToLatest, Older, Root, Viewport } from './Thread.tsx'
