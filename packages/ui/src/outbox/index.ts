export { Content, Discard, Reason, Retry, Root, Status } from './Outbox.tsx'
