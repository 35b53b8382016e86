import { readFileSync, writeFileSync } from 'node:fs'
import {
  clientFrameSchemas,
  commandSchemas,
  EVENT_REVISION,
  envelope,
  errorTable,
  eventSchemas,
  serverFrameSchemas,
} from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import { compareSchemas, describeSchema } from './describeSchema.ts'

const file = new URL(`../golden/schema.json`, import.meta.url)

const groups = {
  event: eventSchemas,
  command: commandSchemas,
  clientFrame: clientFrameSchemas,
  serverFrame: serverFrameSchemas,
  envelope: { envelope },
}

const lines = [
  ...Object.entries(groups).flatMap(([group, schemas]) =>
    Object.entries(schemas).flatMap(([type, schema]) => describeSchema(`${group}<${type}>`, schema)),
  ),
  ...Object.entries(errorTable).map(([code, { retry, status }]) => `error<${code}>: ${retry} ${status}`),
]

describe('the schema and its revision', () => {
  test('[W6] the schema is the committed one, or grew by additions and has a higher revision', () => {
    const committed: { revision: number; schema: string[] } = JSON.parse(readFileSync(file, 'utf8'))
    const change = compareSchemas(committed.schema, lines)
    expect(
      change.kind === 'break' ? change.lines : [],
      'these lines of the schema changed or are gone',
    ).toEqual([])
    if (change.kind === 'addition') {
      expect(
        EVENT_REVISION,
        `raise EVENT_REVISION: the schema has new lines\n${change.lines.join('\n')}`,
      ).toBeGreaterThan(committed.revision)
      if (process.env.UPDATE_GOLDEN === '1') {
        writeFileSync(file, `${JSON.stringify({ revision: EVENT_REVISION, schema: lines }, null, 1)}\n`)
      }
    }
    expect(EVENT_REVISION, 'write the new schema down: UPDATE_GOLDEN=1').toBe(
      change.kind === 'addition' && process.env.UPDATE_GOLDEN !== '1' ? committed.revision : EVENT_REVISION,
    )
  })

  const before = ['event<a>: object', 'event<a>.x: string', 'event<a>.k: picklist', 'event<a>.k= "one"']

  test('[W6] a new type, an optional field and a new option are additions', () => {
    for (const added of ['event<b>: object', 'event<a>.y?: string', 'event<a>.k= "two"']) {
      expect(compareSchemas(before, [...before, added])).toEqual({ kind: 'addition', lines: [added] })
    }
    expect(compareSchemas(before, [...before, 'event<b>: object', 'event<b>.z: string']).kind).toBe(
      'addition',
    )
  })

  test('[W6] a field that is gone, has another type, or is new and required breaks the protocol', () => {
    expect(compareSchemas(before, before.slice(0, 1)).kind).toBe('break')
    expect(compareSchemas(before, before.with(1, 'event<a>.x: number')).kind).toBe('break')
    expect(compareSchemas(before, [...before, 'event<a>.y: string'])).toEqual({
      kind: 'break',
      lines: ['event<a>.y: string'],
    })
  })
})
