import { isJson, type Result } from '@sluice/protocol'
import type { View } from './view.ts'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses the JSON of a view from a snapshot. It checks the frame of the view, not every message: a snapshot comes from the same server that checks every event. Never throws. */
export function parseView(text: string): Result<View> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'The snapshot is not JSON.' }
  }
  if (!isRecord(value) || !isRecord(value.open) || !Array.isArray(value.settled) || !isRecord(value.totals)) {
    return { ok: false, reason: 'The snapshot is not a view.' }
  }
  const { open } = value
  const tables = ['runs', 'steps', 'messages', 'parts', 'approvals']
  if (!tables.every(name => isRecord(open[name])) || !Array.isArray(open.queue) || !isJson(value.state)) {
    return { ok: false, reason: 'The snapshot is not a view.' }
  }
  return { ok: true, value: value as unknown as View }
}
