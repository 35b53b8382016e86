export { createHistory, type History } from './createHistory.ts'
export {
  type AcceptedSocket,
  type AcceptListener,
  calm,
  createNetwork,
  type DialedSocket,
  type DialListener,
  type Mishap,
  type SimulatedNetwork,
  type Weather,
} from './createNetwork.ts'
export { createRandom, type SeededRandom } from './createRandom.ts'
export { createSameness } from './createSameness.ts'
export { createVirtualTime, type VirtualTime } from './createVirtualTime.ts'
export { drive } from './edge/drive.ts'
