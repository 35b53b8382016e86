interface Node {
  readonly type: string
  readonly entries?: Readonly<Record<string, Node>>
  readonly options?: readonly (Node | string)[]
  readonly literal?: unknown
  readonly wrapped?: Node
  readonly item?: Node
  readonly pipe?: readonly Node[]
  readonly requirement?: unknown
}

const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  Infinity,
  '',
  'x',
  'é',
  [],
  {},
  [null],
  'a'.repeat(65),
]

const goodStrings = [
  'a',
  'A_-9',
  'a.b-C_9',
  '~.a',
  '0000000000000001_k3j9x2ab',
  'f'.repeat(64),
  '',
  '/a~0/b~1/',
  '/a~2',
  `/${'a'.repeat(1023)}`,
  `/${'a'.repeat(1024)}`,
  '/a\nb\u2028',
  'internal',
]

function requirements(node: Node, type: string): number[] {
  return (node.pipe ?? []).flatMap(action => (action.type === type ? [Number(action.requirement)] : []))
}

function stringsOf(node: Node): string[] {
  const lengths = [...requirements(node, 'max_length'), ...requirements(node, 'min_length')]
  const fitting = (node.pipe ?? []).reduce<string[]>(
    (list, action) =>
      action.type === 'regex' ? list.filter(text => (action.requirement as RegExp).test(text)) : list,
    goodStrings,
  )
  const [first = 'a'] = fitting
  return [
    first,
    ...goodStrings,
    ...lengths.flatMap(length =>
      [length - 1, length, length + 1].filter(n => n >= 0).map(n => 'a'.repeat(n)),
    ),
  ]
}

/** Values that a schema accepts or only just does not: the first is accepted, each other one differs from it in one place, at any depth. */
export function samplesOf(schema: unknown): unknown[] {
  const node = schema as Node
  if (node.wrapped) return [...samplesOf(node.wrapped), null, undefined]
  if (node.type === 'literal') return [node.literal, ...oddities]
  if (node.type === 'picklist') return [...(node.options ?? []), ...oddities]
  if (node.type === 'string') return [...stringsOf(node), ...oddities]
  if (node.type === 'number') return [1, 0.5, ...requirements(node, 'max_value'), 1.01, ...oddities]
  if (node.type === 'boolean') return [true, false, ...oddities]
  if (node.item) {
    const items = samplesOf(node.item)
    const lengths = [...requirements(node, 'max_length'), ...requirements(node, 'min_length')]
    const many = lengths.flatMap(length => [length, length + 1, Math.max(0, length - 1)])
    return [
      ...items.map(item => [item]),
      ...many.map(length => Array.from({ length }, () => items[0])),
      ...oddities,
    ]
  }
  if (node.entries) return [...objectsOf(node.entries), ...oddities]
  if (node.options) return node.options.flatMap(samplesOf)
  return [{ a: [1, { b: null }] }, { type: 'run.started', x: 1 }, { type: 'a b' }, ...oddities]
}

function objectsOf(entries: Readonly<Record<string, Node>>): unknown[] {
  const samples = Object.entries(entries).map(([key, entry]) => [key, samplesOf(entry)] as const)
  const base = Object.fromEntries(samples.map(([key, [first]]) => [key, first]))
  return [
    base,
    { ...base, novel: 1 },
    ...samples.map(([gone]) => Object.fromEntries(Object.entries(base).filter(([key]) => key !== gone))),
    ...samples.flatMap(([key, values]) => values.map(value => ({ ...base, [key]: value }))),
  ]
}
