import type { ScriptPart, ScriptTurn } from '@sluice/runtime'

const BUSY_TIMES = 2

/** Makes the script of the courier, which fails the first calls of each conversation the way a busy provider does, so that they are made again. */
export function createCourierScript(): (turns: readonly ScriptTurn[]) => readonly ScriptPart[] {
  const failures = new Map<string, number>()
  return turns => {
    const from = turns.findLastIndex(turn => turn.role === 'user')
    const asked = turns[from]
    const done = turns.slice(from + 1).filter(turn => turn.role === 'tool')
    const text = asked?.role === 'user' ? asked.text : ''
    const key = `${from} ${text}`
    const failed = failures.get(key) ?? 0
    if (done.length === 0 && failed < BUSY_TIMES) {
      failures.set(key, failed + 1)
      throw new Error('503 service unavailable: the model is overloaded')
    }
    const parcel = /\bparcel ([A-Za-z0-9-]+)/i.exec(text)?.[1] ?? 'P-1'
    if (/\blose\b/i.test(text)) throw new Error('400 the model does not accept this message')
    const last = done.at(-1)
    if (/\bevery day\b/i.test(text))
      return last === undefined
        ? [{ tool: 'report_daily', arguments: { parcel } }]
        : [{ text: `I will report about parcel ${parcel} every morning at nine. ${last.text}` }]
    const good = (tool: string) => done.some(turn => turn.tool === tool && !turn.failed)
    if (!good('look_up_address'))
      return [
        {
          text:
            last === undefined
              ? `I look up where parcel ${parcel} goes.`
              : `That failed: ${last.text} I ask again.`,
        },
        { tool: 'look_up_address', arguments: { parcel } },
      ]
    if (!good('wait_for_depot'))
      return [
        {
          text: 'The address is known. The depot opens in a few seconds; I wait for it, also if this server is started anew meanwhile.',
        },
        { tool: 'wait_for_depot', arguments: { parcel } },
      ]
    if (!good('hand_over'))
      return [
        {
          text:
            last?.tool === 'hand_over'
              ? `${last.text} I go to the front.`
              : 'I have the parcel and go to the back door.',
        },
        { tool: 'hand_over', arguments: { parcel, door: last?.tool === 'hand_over' ? 'front' : 'back' } },
      ]
    const errors = done.filter(turn => turn.failed).length
    return [
      { text: `Parcel ${parcel} is delivered. On the way ${errors} tools failed and were tried again.` },
    ]
  }
}
