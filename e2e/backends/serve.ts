import { chatAgent } from './cloudflare/subject.ts'
import { flue } from './flue/subject.ts'
import { startModel } from './model/startModel.ts'
import type { Subject } from './stage/Subject.ts'
import { startGateway } from './stage/startGateway.ts'

// Starts servers of others for the demo, each behind an address that has the demo's page, too: `<folder of the list> <folder of the page> <name>…`. Says
// `<name> <address>` of each. Ends with its standard input, so that it never outlives who started it.
const [list = '', page = '', ...names] = process.argv.slice(2)
const subjects: Readonly<Record<string, Subject>> = { flue, cloudflare: chatAgent }

const model = await startModel()
const ends: (() => Promise<void>)[] = [model.close]

/** Ends all, once. */
function stop(): void {
  Promise.allSettled(ends.splice(0).map(end => end())).then(() => process.exit())
}
process.stdin.on('end', stop).resume()
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

async function serve(name: string): Promise<void> {
  const server = await subjects[name]?.start(model)
  if (server === undefined) throw new Error(`There is no server ${name}.`)
  ends.push(server.dispose)
  const gateway = await startGateway(server.port, { '/backends/': list, '/': page })
  ends.push(gateway.close)
  process.stdout.write(`${name} ${gateway.url}\n`)
}

await Promise.all(names.map(serve)).catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  process.exitCode = 1
  stop()
})
