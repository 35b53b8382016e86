import type { SessionStore } from '@sluice/client'
import type { Command, PatchOperation } from '@sluice/protocol'
import type { SeededRandom } from '@sluice/testkit/simulation'
import type { Page } from './openPage.ts'

/** What a person who sees a session might say next, or null. */
function nextCommand(
  session: SessionStore,
  person: string,
  random: SeededRandom,
  longText: number,
): Command | null {
  const view = session.getView()
  const runs = Object.keys(view.open.runs)
  const approvals = session.approvals().getSnapshot()
  const { queue } = view.open
  const text = longText > 0 && random.chance(0.2) ? 'y'.repeat(longText) : `Why ${random.below(1000)}?`
  const parts = [{ kind: 'text' as const, text }]
  const draw = random.next()
  if (approvals.length > 0 && draw < 0.5) {
    const { id } = random.pick(approvals)
    return random.chance(0.7)
      ? {
          type: 'approval.decide',
          approval: id,
          decision: 'approved',
          ...(random.chance(0.2) ? { arguments: { path: 'b' } } : {}),
        }
      : { type: 'approval.decide', approval: id, decision: 'denied', reason: 'No.' }
  }
  if (draw < 0.5)
    return {
      type: 'message.send',
      parts,
      ...(random.chance(0.5) ? { mode: random.pick(['queue', 'steer', 'interrupt'] as const) } : {}),
    }
  if (draw < 0.6) return runs.length === 0 ? null : { type: 'run.stop', run: random.pick(runs) }
  if (draw < 0.7)
    return queue.length === 0
      ? null
      : random.chance(0.5)
        ? { type: 'message.edit', message: random.pick(queue).id, parts }
        : { type: 'message.withdraw', message: random.pick(queue).id }
  if (draw < 0.75)
    return random.chance(0.5)
      ? { type: 'session.rename', title: text.slice(0, 100) }
      : { type: 'session.create' }
  const path = random.pick(['/shared', `/${person}`, '/plan/0', '/nowhere/below'])
  const operation: PatchOperation = { op: 'add', path, value: random.below(100) }
  return { type: 'state.patch', base: view.offset, patch: [operation] }
}

/** Lets a person do one thing on a page. */
export function act(page: Page, person: string, random: SeededRandom, longText: number): void {
  const session = random.pick(page.sessions)
  const stuck = session
    .outbox()
    .getSnapshot()
    .find(({ status }) => status === 'refused' || status === 'expired')
  if (stuck !== undefined && random.chance(0.5)) {
    page.settle(session, stuck.commandId, random.chance(0.3) ? 'retry' : 'discard')
    return
  }
  if (random.chance(0.02)) {
    const entry = session.outbox().getSnapshot()[0]
    if (entry !== undefined) page.settle(session, entry.commandId, 'discard')
    return
  }
  const unsent = session
    .outbox()
    .getSnapshot()
    .find(({ command }) => command.type === 'message.send')
  if (unsent !== undefined && random.chance(0.2)) {
    const parts = [{ kind: 'text' as const, text: `Why not ${random.below(1000)}?` }]
    page.edit(session, unsent.commandId, { type: 'message.send', parts })
    return
  }
  const command = nextCommand(session, person, random, longText)
  if (command !== null) page.give(session, command)
}
