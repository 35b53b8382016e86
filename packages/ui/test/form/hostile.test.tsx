import type { Json } from '@sluice/protocol'
import { cleanup, fireEvent, render } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { SchemaForm, useSchemaForm } from '../../src/index.ts'

afterEach(cleanup)

const words = [
  'type',
  'properties',
  'items',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  '$ref',
  '$defs',
  'required',
  'minimum',
  'maxLength',
  'pattern',
  'format',
  'default',
  'title',
  'description',
  'additionalProperties',
  'prefixItems',
  'not',
  'if',
  '__proto__',
  'constructor',
]
const values = fc.constantFrom<Json>(
  'string',
  'object',
  'array',
  'integer',
  'boolean',
  'null',
  '#',
  '#/$defs/a',
  '#/%zz',
  '(',
  'date-time',
  -1,
  1e300,
  true,
  null,
  [],
  {},
)

/** Schemas of words that mean something, in places where they mean nothing. */
const schemas = fc.letrec<{ schema: Json }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    values,
    fc.array(tie('schema'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...words), tie('schema')), { maxLength: 5 })
      .map(
        entries =>
          JSON.parse(
            `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
          ) as Json,
      ),
  ),
})).schema

function Form({ schema }: { readonly schema: Json }) {
  const form = useSchemaForm(schema)
  return (
    <div className="sluice">
      <SchemaForm form={form} label="Answer" />
      <button type="button" data-check="" onClick={() => form.check()}>
        Check
      </button>
    </div>
  )
}

test('[K23] a schema of any shape draws a form that can be filled in and checked', () => {
  fc.assert(
    fc.property(schemas, schema => {
      const { container, unmount } = render(<Form schema={schema} />)
      for (const field of container.querySelectorAll('input, textarea'))
        fireEvent.change(field, { target: { value: '1' } })
      fireEvent.click(container.querySelector('[data-check]') as Element)
      expect(container.querySelector('[data-sluice="form"]')).not.toBeNull()
      unmount()
    }),
    { numRuns: 150, examples: [[[{ $ref: '#/%zz' }]]] },
  )
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
