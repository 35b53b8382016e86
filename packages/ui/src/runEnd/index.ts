export { Reason, Root, Title } from './RunEnd.tsx'
