import { createHost, harnessFromEnvironment, serve } from '@sluice/runtime'
import { support } from './agent.ts'

const people = new Map([[process.env.ANN_TOKEN, 'ann']])

const host = await createHost({
  agents: [support],
  directory: '.sluice',
  harness: harnessFromEnvironment(process.env, () => [{ text: 'No model has a key.' }]),
  authenticate: token => {
    const id = people.get(token ?? '')
    return id === undefined ? null : { id, tenant: 'shop', expiresAt: null }
  },
})
const { url } = await serve(host, { port: 4280, host: '0.0.0.0', origins: ['https://shop.example.com'] })
console.log(url)
