import { createHost, createScriptedHarness, defineAgent } from '@sluice/runtime'

// A host on a directory: `<directory>`. Says `started`, or why not, and stays until it is ended.
const [directory = ''] = process.argv.slice(2)
try {
  await createHost({
    agents: [defineAgent({ name: 'helper', instructions: 'Help.' })],
    directory,
    harness: createScriptedHarness({ script: () => [{ text: 'Yes.' }] }),
  })
  process.stdout.write('started\n')
  setInterval(() => undefined, 60_000)
} catch (error) {
  const { code, message } = error as Error & { code: string }
  process.stdout.write(`${code} ${message}\n`)
}
