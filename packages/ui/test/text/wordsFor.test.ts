import { expect, test } from 'vitest'
import { wordsFor } from '../../src/text/wordsFor.ts'

test('[F3] words are found for the codes of a table, and for the name of nothing else', () => {
  const table = { deleted: 'It was deleted.' }
  expect(wordsFor(table, 'deleted')).toBe('It was deleted.')
  for (const code of ['constructor', '__proto__', 'toString', '', null, undefined])
    expect(wordsFor(table, code)).toBeUndefined()
})
