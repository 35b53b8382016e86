export { Countdown, Detail, Retry, Root, Text } from './Connection.tsx'
