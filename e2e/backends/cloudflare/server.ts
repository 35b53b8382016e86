import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readConfig, wranglerCommand, wranglerEnvironment } from './wrangler.ts'

// The agents of `worker.ts` under workerd: `<directory> <port>`. `SLUICE_MODEL_URL` is the model's, `SLUICE_WORKER` the bundled worker.
const [directory = '', port = '0'] = process.argv.slice(2)
const config = join(directory, 'wrangler.json')
writeFileSync(config, JSON.stringify({ ...readConfig(), main: process.env.SLUICE_WORKER, no_bundle: true }))

const [node, args] = wranglerCommand(
  'dev',
  ...['--config', config, '--local', '--ip', '127.0.0.1', '--port', port, '--inspector-port', '0'],
  ...['--persist-to', join(directory, 'objects'), '--var', `MODEL_URL:${process.env.SLUICE_MODEL_URL}`],
)
const wrangler = spawn(node, args, {
  env: { ...process.env, ...wranglerEnvironment(directory) },
  stdio: ['ignore', 'pipe', 'inherit'],
})
wrangler.on('exit', code => process.exit(code ?? 1))
createInterface(wrangler.stdout).on('line', line => {
  const found = /Ready on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)
  process.stdout.write(found === null ? `${line}\n` : `port ${found[1]}\n`)
})
