export { Elapsed, Recovered, Root, Text } from './RunStatus.tsx'
