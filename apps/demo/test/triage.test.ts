import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { script } from '../agents/script.ts'
import { createTriage } from '../agents/triage.ts'

type Turns = Parameters<typeof script>[0]
type Turn = Turns[number]

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const unused = () => Promise.reject(new Error('No tool of the demo needs this.'))

/** The agent's tools on a data directory of their own, with a state that they can patch. */
function startTools() {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-triage-'))
  folders.push(directory)
  const { tools } = createTriage(directory)
  let plan: unknown = []
  let calls = 0
  async function call(name: string, given: object): Promise<{ text: string; failed: boolean }> {
    const tool = tools.find(one => one.name === name)
    if (tool === undefined) throw new Error(`There is no tool ${name}.`)
    const context = {
      signal: new AbortController().signal,
      progress: () => undefined,
      state: {
        get: () => null,
        patch: async (patch: readonly object[]) => {
          plan = (patch[0] as { value: unknown }).value
        },
      },
      ask: unused,
      subsession: unused,
      runFiber: unused,
      startFiber: unused,
      stash: unused,
      inspectFiber: unused,
      listFibers: unused,
      cancelFiber: unused,
      schedule: unused,
      sleep: unused,
      listTimers: unused,
      cancelTimer: unused,
      session: { tenant: 'local', agent: 'triage', id: 's1' },
      callId: `call-${++calls}`,
      attempt: 1,
      idempotencyKey: `key-${calls}`,
    }
    try {
      const result = await tool.execute(given as never, context)
      return { text: typeof result === 'string' ? result : JSON.stringify(result), failed: false }
    } catch (error) {
      return { text: error instanceof Error ? error.message : String(error), failed: true }
    }
  }
  const workspace = join(directory, 'workspaces', 's1')
  const runs = () =>
    readFileSync(join(workspace, '.tool-runs.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { tool: string; callId: string })
  return {
    call,
    workspace,
    runs,
    plan: () => plan,
    question: tools.find(({ name }) => name === 'edit_file')?.question,
  }
}

/** Plays a conversation: the script says, the tools do, and `between` may add a message after a step. */
async function play(
  tools: ReturnType<typeof startTools>,
  turns: Turn[],
  options: { deny?: boolean; between?: (step: number) => string | null } = {},
): Promise<string> {
  for (let step = 1; step < 20; step++) {
    const parts = script(turns)
    const text = parts.map(part => ('text' in part ? part.text : '')).join('')
    turns.push({ role: 'assistant', text })
    const calls = parts.filter(part => 'tool' in part)
    if (calls.length === 0) return text
    for (const { tool, arguments: given } of calls) {
      const denied = options.deny === true && tool === 'edit_file'
      const result = denied
        ? { text: 'A person denied this tool call: not now', failed: true }
        : await tools.call(tool, given)
      turns.push({ role: 'tool', tool, arguments: given, ...result })
    }
    const more = options.between?.(step) ?? null
    if (more !== null) turns.push({ role: 'user', text: more })
  }
  throw new Error('The script does not come to an end.')
}

const report: Turn = {
  role: 'user',
  text: 'With 41 orders and ten to a page, the last page is missing.',
}

describe('the triage agent', () => {
  test('finds the bug, mends it, and sees its tests pass', async () => {
    const tools = startTools()
    const turns: Turn[] = [report]
    const end = await play(tools, turns)
    const calls = turns.flatMap(turn => (turn.role === 'tool' ? [turn.tool] : []))
    expect(calls).toEqual([
      'update_plan',
      'list_files',
      'grep',
      'read_file',
      'read_file',
      'update_plan',
      'run_tests',
      'update_plan',
      'edit_file',
      'update_plan',
      'run_tests',
      'update_plan',
    ])
    expect(end).toContain('Before the edit 2 tests failed and 6 passed; now all 8 pass.')
    expect(readFileSync(join(tools.workspace, 'src/paginate.js'), 'utf8')).toContain(
      'Math.ceil(total / size)',
    )
    expect(tools.plan()).toHaveLength(4)
    expect(JSON.stringify(tools.plan())).not.toContain('false')
    expect(tools.runs().map(({ tool }) => tool)).toEqual(calls)
    expect(tools.question?.({ path: 'src/paginate.js', find: 'a', replace: 'b' } as never)).toEqual({
      question: 'May src/paginate.js be changed?',
    })
  })

  test('changes nothing when the edit is denied', async () => {
    const tools = startTools()
    const end = await play(tools, [report], { deny: true })
    expect(end).toContain('I did not change anything')
    expect(readFileSync(join(tools.workspace, 'src/paginate.js'), 'utf8')).toContain('Math.floor')
  })

  test('says so when there is nothing left to mend', async () => {
    const tools = startTools()
    const turns: Turn[] = [report]
    await play(tools, turns)
    turns.push(report)
    expect(await play(tools, turns)).toContain('All 8 tests pass')
  })

  test('takes note of what is said meanwhile, and goes on', async () => {
    const tools = startTools()
    const turns: Turn[] = [report]
    const end = await play(tools, turns, { between: step => (step === 2 ? 'Please be careful.' : null) })
    expect(JSON.stringify(turns)).toContain('Noted while I work')
    expect(end).toContain('Fixed.')
  })
})

describe('the script', () => {
  test('writes as many words as it is asked for', () => {
    const [part] = script([{ role: 'user', text: 'Please write 2500 words.' }])
    const text = part !== undefined && 'text' in part ? part.text : ''
    expect(text.split(/\s+/)).toHaveLength(2500)
  })

  test('answers other messages, also after a triage', async () => {
    const tools = startTools()
    const turns: Turn[] = [report]
    await play(tools, turns)
    turns.push({ role: 'user', text: 'Thank you!' })
    expect(await play(tools, turns)).toContain('You wrote: “Thank you!”')
  })
})

describe('the tools', () => {
  test.for(['../../../etc/passwd', '/etc/passwd', '.tool-runs.jsonl', 'src/../../x', 'link.js'])(
    'do not touch %s',
    async path => {
      const tools = startTools()
      await tools.call('list_files', {})
      symlinkSync('/etc/hostname', join(tools.workspace, 'link.js'))
      for (const [name, given] of [
        ['read_file', { path }],
        ['edit_file', { path, find: 'a', replace: 'b' }],
      ] as const) {
        const { text, failed } = await tools.call(name, given)
        expect(failed).toBe(true)
        expect(text).toMatch(/is not in the repository|is a link/)
      }
    },
  )

  test('edit only what occurs once', async () => {
    const tools = startTools()
    const edit = await tools.call('edit_file', { path: 'src/search.js', find: 'items', replace: 'x' })
    expect(edit).toEqual({
      failed: true,
      text: expect.stringMatching(/occurs [2-9] times .* nothing was changed/),
    })
  })
})
