import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedactor, REDACTED } from '../../src/text/createRedactor.ts'
import { createWellFormedStream, cutText } from '../../src/text/createWellFormedStream.ts'

const secrets = ['s3cr3t-key', 's3cr3t-key-longer', 'aaaaaaab', 'quote"inside']

/** Text that is mostly made of pieces of the secrets. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...secrets),
      fc.constantFrom('s3c', 'r3t', '-key', 'aaaa', 'b', '"', '-longer', ' '),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map(pieces => pieces.join(''))

function cutAt(whole: string, cuts: readonly number[]): readonly string[] {
  const at = [...new Set(cuts.map(cut => cut % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, index) => whole.slice(from, at[index] ?? whole.length))
}

describe('secrets', () => {
  test('[E6] a known secret is replaced wherever a stream is cut', () => {
    const redactor = createRedactor(secrets)
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 12 }), (whole, cuts) => {
        const stream = redactor.stream()
        const out = cutAt(whole, cuts).map(stream.push).join('') + stream.end()
        expect(out).toBe(redactor.text(whole))
        for (const secret of secrets) expect(out).not.toContain(secret)
      }),
    )
  })

  test('[E6] text without a secret passes unchanged and without delay', () => {
    const stream = createRedactor(['s3cr3t-key']).stream()
    expect(stream.push('The key is not here. ')).toBe('The key is not here. ')
    expect(stream.push('s3cr')).toBe('')
    expect(stream.push('et')).toBe('s3cret')
    expect(stream.end()).toBe('')
  })

  test('[E6] a secret is found in values, keys, and as it stands in JSON text', () => {
    const redactor = createRedactor(['quote"inside'])
    expect(redactor.json({ 'quote"inside': ['x quote"inside y', 1, null] })).toEqual({
      [REDACTED]: [`x ${REDACTED} y`, 1, null],
    })
    expect(redactor.text(JSON.stringify({ a: 'quote"inside' }))).toBe(`{"a":"${REDACTED}"}`)
  })

  test('[E6] values that are too short to be secrets are left alone', () => {
    expect(createRedactor(['on', '']).text('on and on')).toBe('on and on')
  })
})

describe('surrogate pairs', () => {
  const emoji = fc.string({ unit: 'binary', maxLength: 40 })

  test('[E2] no piece of a stream ends inside a pair, and nothing is lost', () => {
    fc.assert(
      fc.property(emoji, fc.array(fc.nat(), { maxLength: 12 }), (whole, cuts) => {
        const stream = createWellFormedStream()
        const pieces = [...cutAt(whole, cuts).map(stream.push), stream.end()]
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
        expect(pieces.join('')).toBe(whole.toWellFormed())
      }),
    )
  })

  test('[E2] long text is cut into pieces that keep pairs whole', () => {
    fc.assert(
      fc.property(emoji, fc.integer({ min: 2, max: 9 }), (whole, size) => {
        const pieces = cutText(whole.toWellFormed(), size)
        expect(pieces.join('')).toBe(whole.toWellFormed())
        for (const piece of pieces) {
          expect(piece.isWellFormed()).toBe(true)
          expect(piece.length).toBeLessThanOrEqual(size)
        }
      }),
    )
  })
})
