import { expect, test } from 'vitest'
import { readSettings } from '../agents/start/settings.ts'

test('[C7] the demo is started with servers of others that it knows, and with no others', () => {
  expect(readSettings({}, []).others).toEqual([])
  expect(readSettings({}, ['--with', 'cloudflare,flue,cloudflare']).others).toEqual(['cloudflare', 'flue'])
  expect(() => readSettings({}, ['--with', 'flue,mastra'])).toThrow('Use flue, cloudflare, or both')
})
