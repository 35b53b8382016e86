import { createHash } from 'node:crypto'
import type { Command, Id, SessionId } from '@sluice/protocol'
import type { SessionKey } from '../store/Store.ts'

/** The key as one string; agents and ids hold neither `/` nor `@`, so that two keys never give the same. */
export function keyText(key: SessionKey): string {
  return `${key.agent}/${key.id}@${key.tenant}`
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const fields = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`)
  return `{${fields.join(',')}}`
}

/** SHA-256 of a command's JSON with its keys in order, in hex: equal for equal commands, however they were written. [W5] */
export function hashCommand(command: Command): string {
  return createHash('sha256').update(canonicalJson(command)).digest('hex')
}

/** SHA-256 of content, in hex. [E8] */
export function hashContent(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/**
 * Ids of what a command creates: the same for each retry, and different for another principal, command or kind. `fork` is the id of a session that
 * began as a copy, where a command of the same id may have been before. [E4] [S14]
 */
export function deriveIds(principal: string, commandId: Id, fork?: SessionId): (kind: string) => Id {
  return kind =>
    createHash('sha256')
      .update(JSON.stringify([principal, commandId, kind, ...(fork === undefined ? [] : [fork])]))
      .digest('base64url')
      .slice(0, 22)
}
