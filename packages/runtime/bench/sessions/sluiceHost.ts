import { createHost, defineAgent, type Harness, type StepPart, serve } from '@sluice/runtime'
import { answerUsage, now, TOKENS_PER_SECOND, tokenAt, until } from './now.ts'

// A Sluice server whose model says the time, so many tokens a second for some seconds: `<directory> <seconds>`.
const [directory = '', seconds = '10'] = process.argv.slice(2)
const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 }

const harness: Harness = {
  model: async () => ({ id: 'bench/clock', real: false }),
  compact: async () => null,
  step: async function* ({ signal }): AsyncGenerator<StepPart> {
    yield { type: 'opened', index: 0, kind: 'text' }
    const startedAt = now()
    for (let token = 0; token < TOKENS_PER_SECOND * Number(seconds) && !signal.aborted; token++) {
      await until(startedAt + (token * 1000) / TOKENS_PER_SECOND)
      yield { type: 'delta', index: 0, text: tokenAt(now()) }
    }
    yield { type: 'closed', index: 0 }
    yield { type: 'ended', end: { outcome: 'completed', finish: 'stop', usage, message: '{}', calls: [] } }
  },
}

const host = await createHost({
  agents: [defineAgent({ name: 'helper', instructions: 'Say the time.' })],
  directory,
  harness,
  limits: { connectionsPerPrincipal: 2000 },
})
const { url } = await serve(host)
answerUsage()
process.stdout.write(`port ${new URL(url).port}\n`)
