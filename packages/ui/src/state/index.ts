export { Empty, Root, Value } from './State.tsx'
