import type { ScriptPart, ScriptTurn } from '@sluice/runtime'
import type { ToolTurn } from './conversation.ts'
import { findSuspect } from './findSuspect.ts'

const since = (turns: readonly ScriptTurn[]): readonly ToolTurn[] =>
  turns.slice(turns.findLastIndex(turn => turn.role === 'user') + 1).filter(turn => turn.role === 'tool')

/** The next step of a review: the files, then all readers and the tests at once, then the sum. */
export function reviewStep(turns: readonly ScriptTurn[]): readonly ScriptPart[] {
  const done = since(turns)
  const listed = done.find(({ tool }) => tool === 'list_files')
  if (listed === undefined)
    return [
      { reasoning: 'I do not know this repository yet, so I first see which files there are.' },
      {
        text: 'I will have every source file read by a reader of its own, all at the same time, and run the tests meanwhile.',
      },
      { tool: 'list_files', arguments: {} },
    ]
  const reviews = done.filter(({ tool }) => tool === 'review_file')
  if (reviews.length === 0) {
    const files = (JSON.parse(listed.text) as string[]).filter(path => path.startsWith('src/'))
    return [
      {
        reasoning: `There are ${files.length} source files. They do not depend on each other for reading, so nobody has to wait.`,
      },
      ...files.map(path => ({ tool: 'review_file', arguments: { path } })),
      { tool: 'run_tests', arguments: {} },
    ]
  }
  const found = reviews.map(({ arguments: { path }, text, failed }) =>
    failed ? `- \`${String(path)}\`: nobody could read it (${text}).` : `- \`${String(path)}\`: ${text}`,
  )
  const tests = done.find(({ tool }) => tool === 'run_tests')
  const { passed = 0, failed = 0 } =
    tests?.failed === false ? (JSON.parse(tests.text) as Record<string, number>) : {}
  return [
    {
      text: [
        `${reviews.length} readers have read the sources:`,
        found.join('\n'),
        failed > 0
          ? `The tests agree that something is wrong: ${failed} of ${passed + failed} fail.`
          : `All ${passed} tests pass.`,
        'The readers’ sessions are linked from their calls above.',
      ].join('\n\n'),
    },
  ]
}

/** The next step of a reader: reads the file that it was told of, and says what is fragile in it. */
export function readerStep(turns: readonly ScriptTurn[]): readonly ScriptPart[] {
  const [read] = since(turns)
  const asked = turns.findLast(turn => turn.role === 'user')?.text ?? ''
  const path = /\bread (\S+)/.exec(asked)?.[1] ?? 'README.md'
  if (read === undefined)
    return [{ reasoning: `I am to look at ${path} alone.` }, { tool: 'read_file', arguments: { path } }]
  if (read.failed) return [{ text: `I could not read it: ${read.text}` }]
  const lines = read.text.trim().split('\n').length
  const suspect = findSuspect([read])
  return [
    {
      text:
        suspect === null
          ? `${lines} lines, nothing that looks fragile.`
          : `\`${suspect.name}\` has \`${suspect.line}\`, which rounds down; \`${suspect.better}\` would count what is left over.`,
    },
  ]
}
