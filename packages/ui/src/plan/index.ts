export { Item, Items, Progress, Root } from './Plan.tsx'
