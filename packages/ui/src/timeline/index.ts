export { Bar, Bars, Empty, Facts, Name, Root, Summary, Track } from './Timeline.tsx'
