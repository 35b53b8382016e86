import { defineAgent, defineTool, type Host } from '@sluice/runtime'
import * as v from 'valibot'

/** Messages that are sent before the fiber writes down how far it is. */
const STASH_EVERY = 25

/** How long a turn may take before the fiber looks again whether it is over. */
const TURN_MS = 25

const question = (turn: number) => `What is ${17 + (turn % 83)} times ${3 + (turn % 29)}? (${turn + 1})`

/**
 * The agent with the long memory. Its tool starts a fiber that holds a conversation with the agent in another session, a message at a time and through the same commands as a page, and
 * goes on where it was when the server is started anew.
 */
export function createArchive(host: () => Host) {
  const hold = defineTool({
    name: 'hold_conversation',
    description: 'Holds a conversation of so many messages in a session of its own.',
    parameters: v.object({ messages: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(20_000)) }),
    idempotent: true,
    execute: async ({ messages }, context) => {
      const id = `${context.session.id}-long`.slice(0, 128)
      await context.startFiber('converse', { id, turns: Math.floor(messages / 2) }, { key: context.callId })
      return { session: `archive/${id}`, messages }
    },
  })

  return defineAgent({
    name: 'archive',
    instructions:
      'You answer multiplications in one line. When somebody wants a long conversation, you hold it with hold_conversation.',
    tools: [hold],
    fibers: {
      converse: async ({ id, turns }: { readonly id: string; readonly turns: number }, fiber) => {
        const { hub } = host()
        const { tenant } = fiber.session
        const principal = { id: 'archive', tenant, expiresAt: null }
        const session = await hub.session({ tenant, agent: 'archive', id })
        const isIdle = () => Object.keys(session.view().open.runs).length === 0
        try {
          for (let turn = Number(fiber.snapshot ?? 0); turn < turns; turn++) {
            fiber.signal.throwIfAborted()
            const answer = await hub.command(principal, { agent: 'archive', id }, `turn-${turn}`, {
              type: 'message.send',
              parts: [{ kind: 'text', text: question(turn) }],
            })
            if (!answer.ok) throw new Error(answer.message)
            while (!isIdle()) await new Promise(resolve => setTimeout(resolve, TURN_MS))
            if (turn % STASH_EVERY === STASH_EVERY - 1) await fiber.stash(turn + 1)
          }
          return { messages: turns * 2 }
        } finally {
          session.release()
        }
      },
    },
  })
}
