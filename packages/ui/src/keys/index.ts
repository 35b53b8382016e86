export { Close, Group, type KeysGroupProps, type KeysRootProps, Root, Title } from './Keys.tsx'
export { Trigger } from './Trigger.tsx'
