import { expect, test } from 'vitest'
import { firstSentence } from '../../src/announcer/announce.ts'

test.each([
  ['It is **fixed**. There is more.', 'It is fixed.'],
  ['Version 1.5 is out', 'Version 1.5 is out'],
  ['# Title\n\nText', 'Title Text'],
  ['', ''],
])('the first sentence of %j is %j', (text, sentence) => {
  expect(firstSentence(text)).toBe(sentence)
})

test('[K7] a text without an end is cut', () => {
  expect(firstSentence('a'.repeat(400))).toHaveLength(201)
})
