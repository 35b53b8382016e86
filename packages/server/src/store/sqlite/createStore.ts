import type { DirectoryRow, Envelope } from '@sluice/protocol'
import type { OpenApproval, PageEntry, SessionKey, Store, Tombstone } from '../Store.ts'
import type { Queue } from './createQueue.ts'
import { encodeChanges, encodeProjections, keyOf, partsOf, positionOf, textOf } from './encode.ts'
import type { KeyParts } from './operations.ts'
import { offsetText } from './position.ts'
import { searchEntries } from './search.ts'

const nullable = <From, To>(value: From | null, map: (value: From) => To): To | null =>
  value === null ? null : map(value)

/** Makes a store of a queue of requests: objects to cells and back, on the caller's side of the thread. */
export function createStore({ append, ask, close }: Queue): Store {
  return {
    append,
    head: async key => nullable(await ask({ op: 'head', key: textOf(key) }), offsetText),
    read: async (key, after, maxBytes) => {
      const { json, atHead } = await ask({
        op: 'read',
        key: textOf(key),
        after: nullable(after, positionOf),
        maxBytes,
      })
      // Rows are summed when they are written and checked when they are read.
      return { envelopes: JSON.parse(json) as Envelope[], atHead }
    },
    holds: (key, offset) => ask({ op: 'holds', key: textOf(key), at: positionOf(offset) }),
    page: async (key, before, limit) =>
      JSON.parse(await ask({ op: 'page', key: textOf(key), before, limit })) as PageEntry[],
    search: async (key, words, before, limit) => {
      const answer = await ask({ op: 'search', key: textOf(key), before, limit })
      return { messages: searchEntries(answer.entries, words), before: answer.before }
    },
    command: async (key, principal, commandId) => {
      const found = await ask({ op: 'command', key: textOf(key), principal, command: commandId })
      return nullable(found, ({ bodyHash, at }) => ({
        principal,
        commandId,
        bodyHash,
        offset: offsetText(at),
      }))
    },
    directory: async (tenant, { agent = null, status = null, archived = null, search, limit = 100 }) =>
      JSON.parse(
        await ask({
          op: 'directory',
          tenant,
          agent,
          status,
          archived,
          search: search?.toLowerCase() ?? null,
          limit,
        }),
      ) as DirectoryRow[],
    approvals: async (tenant, limit, after = null) => {
      const place =
        after === null ? null : ([after.requestedAt, after.agent, after.session, after.approval] as const)
      return JSON.parse(await ask({ op: 'approvals', tenant, limit, after: place })) as OpenApproval[]
    },
    unsettled: async () => (await ask({ op: 'unsettled' })).map(keyOf),
    wakes: async () =>
      (await ask({ op: 'wakes' })).map(([tenant, agent, id, at]) => ({ key: { tenant, agent, id }, at })),
    forks: async key => (await ask({ op: 'forks', key: textOf(key) })).map(keyOf),
    idle: async (updatedBefore, after, limit) =>
      (
        await ask({ op: 'idle', updatedBefore, after: nullable<SessionKey, KeyParts>(after, partsOf), limit })
      ).map(keyOf),
    sessions: async (after, limit) =>
      (
        await ask({
          op: 'sessions',
          after: nullable<SessionKey, KeyParts>(after, partsOf),
          limit,
        })
      ).map(keyOf),
    replaceProjections: async (key, head, projections) => {
      await ask({
        op: 'replace',
        key: textOf(key),
        head: positionOf(head),
        projected: encodeProjections(projections),
      })
    },
    rewrite: async (key, head, changes) => {
      await ask({
        op: 'rewrite',
        key: textOf(key),
        head: positionOf(head),
        changed: encodeChanges(changes),
      })
    },
    remove: async (keys, tombstone) => {
      await ask({ op: 'remove', keys: keys.map(textOf), tombstone: JSON.stringify(tombstone) })
    },
    tombstone: async key =>
      nullable(await ask({ op: 'tombstone', key: textOf(key) }), text => JSON.parse(text) as Tombstone),
    putBlob: async (key, hash, blob, storedAt) => {
      // A copy: a view would take all that it is a view of to the thread, and its owner may write to it meanwhile.
      const bytes = Uint8Array.from(blob.bytes)
      const { mediaType, audience } = blob
      await ask({ op: 'putBlob', key: textOf(key), hash, bytes, mediaType, audience, storedAt })
    },
    getBlob: async (key, hash) => {
      const found = await ask({ op: 'getBlob', key: textOf(key), hash })
      return nullable(found, ({ audience, ...blob }) => ({
        ...blob,
        audience: audience === 'readers' ? 'readers' : 'inspectors',
      }))
    },
    dropUnnamedBlobs: storedBefore => ask({ op: 'dropBlobs', storedBefore }),
    putSnapshot: async (key, { offset, viewRevision, json }) => {
      await ask({ op: 'putSnapshot', key: textOf(key), at: positionOf(offset), viewRevision, json })
    },
    getSnapshot: async (key, viewRevision, atOrBefore) => {
      const found = await ask({
        op: 'getSnapshot',
        key: textOf(key),
        viewRevision,
        atOrBefore: nullable(atOrBefore, positionOf),
      })
      return nullable(found, ({ at, json }) => ({ offset: offsetText(at), viewRevision, json }))
    },
    close,
  }
}
