export { Cancel, Content, Edit, Field, Item, Mode, Root, Save, Withdraw } from './Queue.tsx'
