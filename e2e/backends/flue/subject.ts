import type { Subject } from '../stage/Subject.ts'
import { nodeProgram, startProgram } from '../stage/startProgram.ts'
import { transcriptOf } from './transcriptOf.ts'

/** A Flue server on SQLite. */
export const flue: Subject = {
  name: 'Flue',
  client: 'flue',
  rulesOut: {},
  start: async model => {
    const program = await startProgram({
      command: nodeProgram('flue/server.ts'),
      env: { SLUICE_MODEL_URL: model.url },
    })
    return {
      ...program,
      transcript: async session => {
        const response = await fetch(`http://127.0.0.1:${program.port}/agents/helper/${session}`)
        return transcriptOf(await response.json())
      },
    }
  },
}
