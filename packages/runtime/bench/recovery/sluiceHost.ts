import { flushCompileCache } from 'node:module'
import { createHost, createScriptedHarness, defineAgent, serve } from '@sluice/runtime'
import { answer, TOKENS_PER_SECOND } from './script.ts'

// A Sluice server with one agent on the script, on its own directory: `<directory>`. Writes when something has become durable, and its port.
const [directory = ''] = process.argv.slice(2)
const host = await createHost({
  agents: [defineAgent({ name: 'helper', instructions: 'Help.' })],
  directory,
  harness: createScriptedHarness({ script: () => [{ text: answer }], tokensPerSecond: TOKENS_PER_SECOND }),
})
const told = new Set<string>()
host.hub.onCommit(({ envelopes }) => {
  for (const { event } of envelopes) {
    if (told.has(event.type)) continue
    told.add(event.type)
    const { user, system } = process.cpuUsage()
    process.stdout.write(`${event.type} ${(user + system) / 1000}\n`)
  }
})
const { url } = await serve(host)
process.stdout.write(`port ${new URL(url).port}\n`)
// It is killed, and would leave nothing compiled for the next.
flushCompileCache()
