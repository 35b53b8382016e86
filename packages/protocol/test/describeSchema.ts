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

const constraints = (node: Node): string =>
  (node.pipe ?? [])
    .slice(1)
    .map(
      action => ` ${action.type}${action.requirement === undefined ? '' : `(${String(action.requirement)})`}`,
    )
    .join('')

/** Says a schema in lines, one for each field at any depth: `path: type constraints`, with `?` behind the path of an optional field. */
export function describeSchema(path: string, schema: unknown): string[] {
  const node = schema as Node
  const own = `${path}: ${node.type}${constraints(node)}`
  if (node.type === 'exact_optional' && node.wrapped) return describeSchema(`${path}?`, node.wrapped)
  if (node.wrapped) return [own, ...describeSchema(`${path}|`, node.wrapped)]
  if (node.type === 'literal') return [`${own} ${JSON.stringify(node.literal)}`]
  if (node.type === 'picklist')
    return [own, ...(node.options ?? []).map(option => `${path}= ${JSON.stringify(option)}`)]
  if (node.item) return [own, ...describeSchema(`${path}[]`, node.item)]
  if (node.entries) {
    return [
      own,
      ...Object.entries(node.entries).flatMap(([key, entry]) => describeSchema(`${path}.${key}`, entry)),
    ]
  }
  if (node.options) {
    const named = node.options.map((option, index) => {
      const entries = (option as Node).entries ?? {}
      const literal = Object.values(entries).find(
        entry => entry.type === 'literal' && typeof entry.literal === 'string',
      )
      return [`${path}<${String(literal?.literal ?? index)}>`, option] as const
    })
    return [own, ...named.flatMap(([name, option]) => describeSchema(name, option))]
  }
  return [own]
}

const pathOf = (line: string): string => line.slice(0, line.search(/[:=] /))

/**
 * What a change of the schema asks for: `same`, a higher revision for an `addition` (a new type, an optional field, an option of a union or a
 * list), or nothing that can be done within this protocol (`break`), with the lines that say so. [W6]
 */
export function compareSchemas(
  before: readonly string[],
  after: readonly string[],
): { kind: 'same' | 'addition' | 'break'; lines: string[] } {
  const gone = before.filter(line => !after.includes(line))
  if (gone.length > 0) return { kind: 'break', lines: gone }
  const added = after.filter(line => !before.includes(line))
  const known = new Set(before.map(pathOf))
  const required = added.filter(line => {
    const path = pathOf(line)
    const parent = path.slice(0, path.lastIndexOf('.'))
    return (
      path.includes('.') &&
      /\.[A-Za-z0-9]+$/.test(path) &&
      known.has(parent) &&
      /: /.test(line) &&
      !line.startsWith(`${path}= `)
    )
  })
  if (required.length > 0) return { kind: 'break', lines: required }
  return added.length > 0 ? { kind: 'addition', lines: added } : { kind: 'same', lines: [] }
}
