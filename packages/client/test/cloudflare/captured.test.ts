import { test } from 'vitest'
import { expectHeld } from './support/expectHeld.ts'
import { fixtureNames, readFixture } from './support/fixture.ts'
import './support/loaded.ts'
import { playFixture } from './support/playFixture.ts'

test.each(fixtureNames)('[A4] what was captured of %s is shown as the server holds it', async name => {
  const fixture = readFixture(name)
  expectHeld(await playFixture(fixture), fixture)
})
