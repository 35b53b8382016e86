import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { filesOf, root } from './files.ts'

/** An `import`, `export … from`, `import()` or `import('…')` type. */
export interface ImportOf {
  readonly specifier: string
  readonly typesOnly: boolean
}

/** A call such as `test('title', …)` or `vi.mock('module')`, with its first argument where that is written out. */
export interface CallWithText {
  /** The first name of the callee: `test` of `test.each(rows)('title')`. */
  readonly name: string
  /** The whole callee as it is written. */
  readonly callee: string
  readonly text: string
}

/** What the architecture is checked on: one file of ours, its path relative to the root. */
export interface SourceFile {
  readonly path: string
  readonly lines: number
  readonly imports: readonly ImportOf[]
  readonly calls: readonly CallWithText[]
  /** Names of exported declarations without a docstring; of several signatures the first needs one. */
  readonly undocumented: readonly string[]
}

/** Reads and parses every source file of the workspaces and scripts. */
export function sourceFiles(): readonly SourceFile[] {
  const folders = ['packages/*/{src,test,bench}', 'apps/*', 'e2e', 'storybook', 'scripts', 'docs']
  const paths = filesOf([...folders.map(folder => `${folder}/**/*.{ts,tsx,mts,js,mjs}`), '*.ts'])
  return paths.map(path => sourceFile(path, readFileSync(resolve(root, path), 'utf8')))
}

/** Parses one file. Throws on a syntax error. */
export function sourceFile(path: string, text: string): SourceFile {
  const { program, module, comments, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined)
    throw new Error(`${path} could not be parsed, so its imports are unknown: ${error.message}`)
  const imports: ImportOf[] = []
  const calls: CallWithText[] = []
  for (const statement of module.staticImports) {
    const { entries } = statement
    const typesOnly = entries.length > 0 && entries.every(entry => entry.isType)
    imports.push({ specifier: statement.moduleRequest.value, typesOnly })
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) imports.push({ specifier: moduleRequest.value, typesOnly: isType })
    }
  }
  new Visitor({
    ImportExpression: ({ source }) => {
      const specifier = textOf(source)
      if (specifier !== null) imports.push({ specifier, typesOnly: false })
    },
    TSImportType: ({ source }) => {
      imports.push({ specifier: source.value, typesOnly: true })
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      const name = firstName(callee)
      const written = first === undefined ? null : textOf(first)
      if (name !== null && written !== null) {
        calls.push({ name, callee: text.slice(callee.start, callee.end), text: written })
      }
    },
  }).visit(program)
  const undocumented = undocumentedExports(program, text, comments)
  return { path, lines: linesOf(text), imports, calls, undocumented }
}

/** Counts the lines of a text; the last line break ends a line. */
export function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

function undocumentedExports(
  program: ESTree.Program,
  text: string,
  comments: ReturnType<typeof parseSync>['comments'],
): readonly string[] {
  const documented = new Map<string, boolean>()
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue
    const { declaration, start } = statement
    const [first] = 'declarations' in declaration ? declaration.declarations : []
    const named = 'id' in declaration ? declaration.id : first?.id
    const name = named?.type === 'Identifier' ? named.name : text.slice(start, start + 40)
    const above = comments.findLast(comment => comment.end <= start)
    const isDocstring = above?.type === 'Block' && above.value.startsWith('*')
    const touches = above !== undefined && text.slice(above.end, start).trim() === ''
    if (!documented.has(name)) documented.set(name, isDocstring && touches)
  }
  return [...documented].filter(([, has]) => !has).map(([name]) => name)
}

function textOf(node: ESTree.Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  if (node.type === 'TemplateLiteral') return node.quasis.map(quasi => quasi.value.cooked ?? '').join('…')
  return null
}

function firstName(callee: ESTree.Node): string | null {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type === 'MemberExpression') return firstName(callee.object)
  if (callee.type === 'CallExpression') return firstName(callee.callee)
  if (callee.type === 'TaggedTemplateExpression') return firstName(callee.tag)
  return null
}
