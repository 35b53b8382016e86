export { Header, Root, Text } from './Reasoning.tsx'
