import type { Offset } from '@sluice/protocol'
import type { Position } from './operations.ts'

/** The text of a position; the same as `formatOffset` of protocol, kept apart so that the thread starts without loading a package. */
export function offsetText([sequence, mark]: Position): Offset {
  return `${String(sequence).padStart(16, '0')}_${mark}`
}
