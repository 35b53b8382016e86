import type { ScriptPart } from '@sluice/runtime'
import type { Conversation, ToolTurn } from './conversation.ts'
import { findSuspect, type Suspect } from './findSuspect.ts'
import * as say from './phrases.ts'
import { planCall } from './plan.ts'

/** The next step of looking into a bug report, chosen by what the tools have found so far. */
export function triageStep({ report, aside, done }: Conversation): readonly ScriptPart[] {
  const noted: ScriptPart[] = aside === null ? [] : [{ text: say.noted(aside) }]
  return [...noted, ...nextStep(report ?? '', done)]
}

function nextStep(report: string, done: readonly ToolTurn[]): readonly ScriptPart[] {
  const of = (tool: string) => done.filter(turn => turn.tool === tool)
  const last = (tool: string) => of(tool).at(-1)
  const listed = last('list_files')
  if (listed === undefined)
    return [
      { reasoning: say.thinkFirst(report) },
      { text: say.begin(report) },
      planCall('look'),
      { tool: 'list_files', arguments: {} },
    ]
  const files = parse<readonly string[]>(listed, [])
  const found = last('grep')
  if (found === undefined) {
    const text = wordToFind(report, files)
    return [{ reasoning: say.thinkGrep(files, text) }, { tool: 'grep', arguments: { text } }]
  }
  if (of('read_file').length === 0) {
    const hits = parse<readonly { path: string }[]>(found, [])
    const paths = pathsToRead(hits.map(hit => hit.path))
    if (paths.length === 0) return [{ text: say.nothingFound(found.arguments.text) }]
    return [
      { reasoning: say.thinkRead(hits.length, paths) },
      { text: say.reading(paths) },
      ...paths.map(path => ({ tool: 'read_file', arguments: { path } })),
    ]
  }
  const runs = of('run_tests')
  const first = runs[0]
  if (first === undefined)
    return [{ reasoning: say.thinkTest }, planCall('test'), { tool: 'run_tests', arguments: {} }]
  if (first.failed) return [{ text: say.testsDidNotRun(first.text) }]
  const before = parse(first, { passed: 0, failed: 0, report: '' })
  if (before.failed === 0) return [{ text: say.allPass(before.passed) }, planCall('nothing')].slice(0, 1)
  const edit = last('edit_file')
  const suspect = findSuspect(of('read_file'))
  if (edit === undefined) {
    if (suspect === null) return [{ text: say.noSuspect(before.report) }]
    return proposal(suspect, before)
  }
  if (edit.failed) return [{ text: say.notChanged(edit.text, suspect) }]
  const again = runs[1]
  if (again === undefined)
    return [{ reasoning: say.thinkAgain }, planCall('check'), { tool: 'run_tests', arguments: {} }]
  const after = parse(again, { passed: 0, failed: 0 })
  if (last('update_plan')?.text.includes('"done":4') !== true && after.failed === 0)
    return [{ reasoning: say.thinkDone }, planCall('done')]
  return [{ text: say.summary(before, after, suspect) }]
}

function proposal(suspect: Suspect, before: { failed: number; report: string }): readonly ScriptPart[] {
  return [
    { reasoning: say.thinkCause(suspect) },
    { text: say.explain(suspect, before) },
    planCall('edit'),
    {
      tool: 'edit_file',
      arguments: { path: suspect.path, find: suspect.line, replace: suspect.better },
    },
  ]
}

/** A word of the report that is also in a file's name, else one that the sample repository is about. */
function wordToFind(report: string, files: readonly string[]): string {
  const words = report.toLowerCase().match(/[a-z]{4,}/g) ?? []
  const singular = words.map(word => word.replace(/s$/, ''))
  return singular.find(word => files.some(file => file.toLowerCase().includes(word))) ?? 'page'
}

/** The source file with the most hits, and the test with the most. */
function pathsToRead(hits: readonly string[]): readonly string[] {
  const most = (prefix: string) => {
    const counts = new Map<string, number>()
    for (const path of hits) if (path.startsWith(prefix)) counts.set(path, (counts.get(path) ?? 0) + 1)
    return [...counts].sort((a, b) => b[1] - a[1]).map(([path]) => path)[0]
  }
  return [most('src/'), most('test/')].filter(path => path !== undefined)
}

function parse<T>(turn: ToolTurn, otherwise: T): T {
  try {
    return turn.failed ? otherwise : (JSON.parse(turn.text) as T)
  } catch {
    return otherwise
  }
}
