import { readSession } from '@sluice/testkit'
import type { Subject } from '../stage/Subject.ts'
import { nodeProgram, startProgram } from '../stage/startProgram.ts'
import { transcriptOf } from './transcriptOf.ts'

/** Our own server. */
export const sluice: Subject = {
  name: 'Sluice',
  client: 'sluice',
  rulesOut: {},
  start: async model => {
    const program = await startProgram({
      command: nodeProgram('sluice/server.ts'),
      env: { SLUICE_MODEL_URL: model.url },
    })
    return {
      ...program,
      transcript: async session => {
        const { view } = await readSession(`http://127.0.0.1:${program.port}`, {
          agent: 'helper',
          id: session,
        })
        return transcriptOf(view)
      },
    }
  },
}
