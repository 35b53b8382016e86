export { type FlueAgent, type FlueFetch, type FlueLive, type FlueLiveOptions, flueLive } from './flueLive.ts'
export type { LivePiece } from './LivePiece.ts'
