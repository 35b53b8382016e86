import { scenarios } from '../scenarios/all.ts'
import type { Subject } from '../stage/Subject.ts'
import { nodeProgram, startProgram } from '../stage/startProgram.ts'
import { transcriptOf } from './transcriptOf.ts'

/** A Flue server on SQLite, with the add-on that sends what models say as they say it, or without. */
const subject = (name: string, env: Readonly<Record<string, string>>): Subject => ({
  name,
  client: 'flue',
  theirs: 'flue-react',
  rulesOut: {
    approval: 'It has no questions to a person.',
    'state change': 'It has no state that pages may change.',
  },
  start: async model => {
    const program = await startProgram({
      command: nodeProgram('flue/server.ts'),
      env: { SLUICE_MODEL_URL: model.url, ...env },
    })
    return {
      ...program,
      transcript: async session => {
        const response = await fetch(`http://127.0.0.1:${program.port}/agents/helper/${session}`)
        return transcriptOf(await response.json())
      },
    }
  },
})

/** A Flue server on SQLite. */
export const flue = subject('Flue', {})

/** The same with the add-on. */
export const flueLive = subject('Flue with flue-live', { SLUICE_FLUE_LIVE: 'yes' })

const played = ['parallel tools', 'away', 'repeated send']
const byTheChat = 'what is below the hook is played with the chat'

/** The same with a page of the hook that has the options and results of Flue's own. */
export const flueHook: Subject = {
  ...flue,
  name: 'Flue with useFlueAgent',
  client: 'flue-hook',
  rulesOut: Object.fromEntries(
    scenarios.flatMap(({ name }) => (played.includes(name) ? [] : [[name, byTheChat] as const])),
  ),
}

/** The same with Flue's own hook. */
export const flueAlone: Subject = { ...flue, name: 'Flue with @flue/react', client: 'flue-react' }
