import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { filesOf, root } from './files.ts'
import type { SourceFile } from './sourceFiles.ts'

/** Where the ids of rules stand: id → the files that name it. */
export type RuleIndex = ReadonlyMap<string, readonly string[]>

const ruleId = /^[A-Z]\d+[a-z]?$/

/** Collects the rules of all SPEC.md: list items that start with the id in bold, `- **F1** Folding …`. */
export function rulesOfSpecs(): RuleIndex {
  return indexOf(
    filesOf(['packages/*/SPEC.md']).map(path => ({
      path,
      ids: rulesOfSpec(readFileSync(resolve(root, path), 'utf8')),
    })),
  )
}

/** Returns the ids of the rules of one SPEC.md, in their order. */
export function rulesOfSpec(text: string): readonly string[] {
  return [...text.matchAll(/^\s*[-*] \*\*([A-Z]\d+[a-z]?)\*\*/gm)].map(match => match[1] ?? '')
}

/** Collects the rules that test titles name, from `describe`, `test` and `it` and their variants. */
export function rulesOfTitles(files: readonly SourceFile[]): RuleIndex {
  return indexOf(
    files
      .filter(({ path }) => /\.(test|spec)\.tsx?$/.test(path) || path.startsWith('packages/testkit/src/'))
      .map(({ path, calls }) => ({
        path,
        ids: calls
          .filter(({ name }) => ['describe', 'it', 'test'].includes(name))
          .flatMap(({ text }) => rulesOfTitle(text)),
      })),
  )
}

/** Returns the ids in the brackets of a title: `[F1][F2] …`, `[F1 F2] …` and `[F1, F2] …` name both. */
export function rulesOfTitle(title: string): readonly string[] {
  return [...title.matchAll(/\[([^\]]*)\]/g)].flatMap(([, inside = '']) => {
    const words = inside.split(/[\s,]+/)
    return words.every(word => ruleId.test(word)) ? words : []
  })
}

function indexOf(named: readonly { readonly path: string; readonly ids: readonly string[] }[]): RuleIndex {
  const index = new Map<string, string[]>()
  for (const { path, ids } of named) {
    for (const id of new Set(ids)) index.set(id, [...(index.get(id) ?? []), path])
  }
  return index
}
