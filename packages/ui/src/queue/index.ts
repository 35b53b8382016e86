export { Content, Item, Mode, Root, Withdraw } from './Queue.tsx'
