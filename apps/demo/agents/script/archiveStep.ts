import type { ScriptPart, ScriptTurn } from '@sluice/runtime'

/** The next step of the archive: computes what is asked, or has a long conversation held. */
export function archiveStep(turns: readonly ScriptTurn[]): readonly ScriptPart[] {
  const last = turns.at(-1)
  if (last?.role === 'tool') {
    const { session, messages } = last.failed ? {} : (JSON.parse(last.text) as Record<string, unknown>)
    return [
      {
        text: last.failed
          ? `I could not begin: ${last.text}`
          : `I have begun. In session \`${String(session)}\` there will be ${String(messages)} messages; it grows while you look at it, and goes on after a restart.`,
      },
    ]
  }
  const text = last?.role === 'user' ? last.text : ''
  const [, a, b] = /(\d+) times (\d+)/.exec(text) ?? []
  if (a !== undefined && b !== undefined) return [{ text: `${a} × ${b} = ${Number(a) * Number(b)}` }]
  const messages = Number(/([\d,.]+) messages/.exec(text)?.[1]?.replace(/[,.]/g, '') ?? 0)
  if (messages >= 2)
    return [{ tool: 'hold_conversation', arguments: { messages: Math.min(20_000, messages) } }]
  return [{ text: 'Ask me for a product, or for a conversation of 5,000 messages.' }]
}
