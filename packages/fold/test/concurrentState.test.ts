import { applyPatch, lastWrite, overlay } from '@sluice/fold'
import type { Actor, Json, Offset, Patch } from '@sluice/protocol'
import { agentActor, ann, createLog } from '@sluice/testkit'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const ben: Actor = { kind: 'person', id: 'ben' }
const actors = [ann, ben, agentActor]

const start = { a: { b: 1, c: 2 }, list: [1, 2], d: 0 }
const paths = ['/a', '/a/b', '/a/c', '/list', '/list/0', '/list/1', '/d', ''] as const

/** What a path counts for: an index as its array. */
const counted = (path: string) => (path.startsWith('/list/') ? '/list' : path)
const overlaps = (one: string, other: string) =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)

const write = fc.record({
  actor: fc.integer({ min: 0, max: 2 }),
  path: fc.constantFrom(...paths),
  /** How many writes ago the writer last saw the state. */
  behind: fc.integer({ min: 0, max: 4 }),
})

test('[E12] of patches that come at once, those are refused whose place somebody else wrote meanwhile, and only those', () => {
  fc.assert(
    fc.property(fc.array(write, { minLength: 1, maxLength: 25 }), writes => {
      const log = createLog({ rules: { initialState: start, clientsPatchState: true } })
      log.command({ type: 'session.create' })
      const seen: (Offset | null)[] = [log.view.offset]
      const done: { actor: Actor; path: string; offset: Offset }[] = []
      let state: Json = start
      for (const [number, { actor: at, path, behind }] of writes.entries()) {
        const actor = actors[at] as Actor
        const value: Json =
          path === ''
            ? { ...start, d: number }
            : path === '/a'
              ? { b: number, c: number }
              : path === '/list'
                ? [number, number]
                : number
        const patch: Patch = [{ op: 'replace', path, value }]
        const base = seen[Math.max(0, seen.length - 1 - behind)] ?? null
        if (actor.kind === 'agent') log.appendAs(actor, { type: 'state.patched', patch })
        else {
          const decision = log.command({ type: 'state.patch', base, patch }, { actor })
          // Of the writes to one place the last counts: one's own hides what it replaced.
          const last = new Map<string, { actor: Actor; offset: Offset }>()
          for (const one of done) {
            for (const known of last.keys()) if (known.startsWith(`${one.path}/`)) last.delete(known)
            last.set(one.path, one)
          }
          const isConflict = [...last].some(
            ([written, one]) =>
              overlaps(written, counted(path)) && one.offset > (base ?? '') && one.actor.id !== actor.id,
          )
          expect(decision.ok).toBe(!isConflict)
          if (!decision.ok) {
            expect(decision.code).toBe('state-conflict')
            expect(log.view.state).toEqual(state)
            continue
          }
        }
        const applied = applyPatch(state, patch)
        if (!applied.ok) throw new Error(applied.reason)
        state = applied.value
        done.push({ actor, path: counted(path), offset: log.view.offset ?? '' })
        seen.push(log.view.offset)
        expect(log.view.state).toEqual(state)
        for (const asked of paths) {
          const latest = done.findLast(one => overlaps(one.path, counted(asked)))
          expect(lastWrite(log.view, asked)).toEqual(
            latest === undefined ? null : { offset: latest.offset, actor: latest.actor },
          )
        }
      }
      expect(log.view.faults.count).toBe(0)
    }),
    { numRuns: 300 },
  )
})

test('[C8] what waits is laid over what others wrote, and a refusal takes it away', () => {
  const log = createLog({ rules: { initialState: start, clientsPatchState: true } })
  log.command({ type: 'session.create' })
  const base = log.view.offset
  const mine: Patch = [{ op: 'replace', path: '/d', value: 'mine' }]
  log.appendAs(agentActor, { type: 'state.patched', patch: [{ op: 'replace', path: '/d', value: 'its' }] })
  expect(overlay(log.view.state, [mine])).toMatchObject({ d: 'mine' })
  expect(log.command({ type: 'state.patch', base, patch: mine })).toMatchObject({ code: 'state-conflict' })
  expect(overlay(log.view.state, [])).toMatchObject({ d: 'its' })
  expect(lastWrite(log.view, '/d')?.actor).toEqual(agentActor)
  expect(lastWrite(log.view, '/a/b')).toBeNull()
})
