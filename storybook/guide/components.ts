/** What a page says of a component. */
export interface ComponentGuide {
  readonly what: string
  /** Each part, and what it is. */
  readonly parts: Readonly<Record<string, string>>
  readonly attributes?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly keys?: Readonly<Record<string, string>>
  readonly example: string
}

const table = (head: string, one: string, rows: Readonly<Record<string, string>> | undefined): string => {
  const entries = Object.entries(rows ?? {})
  if (entries.length === 0) return ''
  return `## ${head}\n\n| ${one} | what it is |\n|---|---|\n${entries.map(([name, text]) => `| \`${name}\` | ${text} |`).join('\n')}\n`
}

/** The page of a component. */
export const pageOf = (
  name: string,
  { what, parts, attributes, variables, keys, example }: ComponentGuide,
): string =>
  [
    `# ${name}`,
    what,
    `\`\`\`tsx\n${example}\n\`\`\``,
    table('Parts', 'part', parts),
    table('Data attributes', 'attribute', attributes),
    table('CSS variables', 'variable', variables),
    table('Keyboard', 'key', keys),
  ]
    .filter(text => text !== '')
    .join('\n\n')
