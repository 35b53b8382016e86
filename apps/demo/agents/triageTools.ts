import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineTool, type ToolContext } from '@sluice/runtime'
import * as v from 'valibot'
import { runTests } from './runTests.ts'
import { createWorkspaces, filesIn, pathIn } from './workspace.ts'

const path = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.description('Relative to the root of the repository.'),
)

/** The tools of the triage agent. Each works on the session's own copy of the repository. */
export function createTriageTools(directory: string) {
  const workspaces = createWorkspaces(directory)

  async function enter(tool: string, context: ToolContext): Promise<string> {
    await workspaces.note(tool, context)
    return workspaces.of(context)
  }

  const listFiles = defineTool({
    name: 'list_files',
    description: 'Lists the files of the repository.',
    parameters: v.object({}),
    idempotent: true,
    execute: async (_, context) => filesIn(await enter('list_files', context)),
  })

  const grep = defineTool({
    name: 'grep',
    description: 'Finds the lines of the repository that contain a text, in any case.',
    parameters: v.object({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
    idempotent: true,
    execute: async ({ text }, context) => {
      const folder = await enter('grep', context)
      const wanted = text.toLowerCase()
      const found: { path: string; line: number; text: string }[] = []
      for (const file of await filesIn(folder)) {
        const lines = (await readFile(join(folder, file), 'utf8')).split('\n')
        for (const [index, line] of lines.entries())
          if (line.toLowerCase().includes(wanted))
            found.push({ path: file, line: index + 1, text: line.trim() })
      }
      return found.slice(0, 100)
    },
  })

  const read = defineTool({
    name: 'read_file',
    description: 'Reads a file of the repository.',
    parameters: v.object({ path }),
    idempotent: true,
    execute: async (args, context) => {
      const folder = await enter('read_file', context)
      return readFile(await pathIn(folder, args.path), 'utf8')
    },
  })

  const test = defineTool({
    name: 'run_tests',
    description: 'Runs the tests of the repository and reports what passed and failed.',
    parameters: v.object({}),
    idempotent: true,
    timeoutMs: 60_000,
    execute: async (_, context) => {
      const folder = await enter('run_tests', context)
      return runTests(folder, context.signal, (ended, name) =>
        context.progress({ text: `${ended} tests ended, the last: ${name}` }),
      )
    },
  })

  const edit = defineTool({
    name: 'edit_file',
    description: 'Replaces a text that occurs exactly once in a file by another. A person is asked first.',
    parameters: v.object({ path, find: v.pipe(v.string(), v.minLength(1)), replace: v.string() }),
    approval: args => `May ${args.path} be changed?`,
    execute: async (args, context) => {
      const folder = await enter('edit_file', context)
      const file = await pathIn(folder, args.path)
      const before = await readFile(file, 'utf8')
      const pieces = before.split(args.find)
      if (pieces.length !== 2)
        throw new Error(
          `The text occurs ${pieces.length - 1} times in ${args.path}, so nothing was changed. Give a text that occurs once.`,
        )
      await writeFile(file, pieces.join(args.replace))
      return { path: args.path, changed: true }
    },
  })

  const plan = defineTool({
    name: 'update_plan',
    description: 'Puts the plan into the shared state, where the user sees it.',
    parameters: v.object({
      plan: v.pipe(v.array(v.object({ title: v.string(), done: v.boolean() })), v.maxLength(20)),
    }),
    idempotent: true,
    execute: async (args, context) => {
      await workspaces.note('update_plan', context)
      await context.state.patch([{ op: 'replace', path: '/plan', value: args.plan }])
      return { steps: args.plan.length, done: args.plan.filter(step => step.done).length }
    },
  })

  return [listFiles, grep, read, test, edit, plan] as const
}
