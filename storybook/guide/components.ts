/** What a page says of a component. */
export interface ComponentGuide {
  readonly what: string
  /** Its styled components, made only of the parts. */
  readonly prefabs?: readonly string[]
  /** Each part, and what it is; several that belong together have a comma between them. */
  readonly parts: Readonly<Record<string, string>>
  readonly attributes?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly keys?: Readonly<Record<string, string>>
  readonly example: string
  /** Stories that show it, by their ids. */
  readonly stories: readonly string[]
  /** What its element is called in `data-sluice`; absent for what has none. */
  readonly element?: string
}

const table = (head: string, one: string, rows: Readonly<Record<string, string>> | undefined): string => {
  const entries = Object.entries(rows ?? {})
  if (entries.length === 0) return ''
  return `## ${head}\n\n| ${one} | what it is |\n|---|---|\n${entries.map(([name, text]) => `| \`${name}\` | ${text} |`).join('\n')}\n`
}

/** The name of a prefab in the registry: `ToolCallView` is `tool-call-view`. */
const registryName = (prefab: string): string => prefab.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()

const copyOf = (prefabs: readonly string[] = []): string => {
  const lines = prefabs.filter(name => /View$|^AgentChat$/.test(name))
  if (lines.length === 0) return ''
  const commands = lines.map(
    name => `npx shadcn add ./node_modules/@sluice/ui/dist/registry/${registryName(name)}.json`,
  )
  return `## As your own\n\nCopy the prefab into your application, and change it there:\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\``
}

const storiesOf = (stories: readonly string[]): string =>
  `## Seen in\n\n${stories.map(id => `- [${id}](?path=/story/${id})`).join('\n')}`

/** The page of a component. */
export const pageOf = (name: string, guide: ComponentGuide): string =>
  [
    `# ${name}`,
    guide.what,
    `\`\`\`tsx\n${guide.example}\n\`\`\``,
    table('Parts', 'part', guide.parts),
    table('Data attributes', 'attribute', guide.attributes),
    table('CSS variables', 'variable', guide.variables),
    table('Keyboard', 'key', guide.keys),
    copyOf(guide.prefabs),
    storiesOf(guide.stories),
  ]
    .filter(text => text !== '')
    .join('\n\n')
