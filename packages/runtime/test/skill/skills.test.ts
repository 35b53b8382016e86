import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { View } from '@sluice/fold'
import { createScriptedHarness, loadSkills, type ScriptTurn, type StepRequest } from '@sluice/runtime'
import { afterEach, describe, expect, test } from 'vitest'
import { createTestHost, helper } from '../support/createTestHost.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Makes a folder of files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'skills-'))
  folders.push(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const invoices = `---
name: invoices
description: >-
  How invoices are written,
  and when they are due.
license: none
---

# Invoices

Read terms.md first.
`

const office = {
  'invoices/SKILL.md': invoices,
  'invoices/terms.md': 'Thirty days.',
  'invoices/forms/blank.txt': 'To: ',
  'letters/SKILL.md': '---\nname: letters\ndescription: "Letters: how they begin"\n---\nDear',
  'notes/README.md': 'No skill.',
  'README.md': 'No skill either.',
}

const callsOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .flatMap(part => (typeof part !== 'string' && part.kind === 'tool-call' ? [part] : []))

/** Runs an agent that loads what it is told to, and returns what came of it. */
async function loading(...calls: readonly { readonly name: string; readonly file?: string }[]) {
  const requests: StepRequest[] = []
  let told: readonly ScriptTurn[] = []
  const scripted = createScriptedHarness({
    script: turns => {
      told = turns
      if (turns.some(turn => turn.role === 'tool')) return [{ text: 'Read.' }]
      return calls.map(call => ({ tool: 'load_skill', arguments: call }))
    },
  })
  const host = await createTestHost({
    agents: [helper({ skills: await loadSkills(folderOf(office)) })],
    harness: {
      ...scripted,
      step: request => {
        requests.push(request)
        return scripted.step(request)
      },
    },
  })
  await host.send('Write an invoice')
  const view = await host.settled()
  return { view, request: requests[0], told: told.flatMap(turn => (turn.role === 'tool' ? [turn.text] : [])) }
}

describe('skills', () => {
  test('[R13] are listed to the model by name and description, and nothing else of them is', async () => {
    const { request } = await loading({ name: 'invoices' })
    expect(request?.instructions).toBe(
      'Help.\n\n# Skills\n' +
        'Instructions for the following are there when you need them. Before you do one of these, load it with the tool load_skill.\n' +
        '- invoices: How invoices are written, and when they are due.\n' +
        '- letters: Letters: how they begin',
    )
    expect(request?.tools).toMatchObject([
      {
        name: 'load_skill',
        parameters: { properties: { name: { enum: ['invoices', 'letters'] } }, required: ['name'] },
      },
    ])
    expect(JSON.stringify(request)).not.toContain('terms.md')
  })

  test('[R13] are loaded by the model when it needs them, with their files', async () => {
    const { view, told } = await loading(
      { name: 'invoices' },
      { name: 'letters' },
      { name: 'invoices', file: 'terms.md' },
      { name: 'invoices', file: 'forms/blank.txt' },
    )
    expect(view.lastOutcome).toBe('completed')
    expect(callsOf(view).map(call => call.status)).toEqual(Array.from({ length: 4 }, () => 'completed'))
    expect(told).toEqual([
      '{"instructions":"# Invoices\\n\\nRead terms.md first.","files":["forms/blank.txt","terms.md"]}',
      '{"instructions":"Dear"}',
      'Thirty days.',
      'To: ',
    ])
  })

  test('[R13] that are not there, and files outside of one, are refused with what there is', async () => {
    const { view } = await loading(
      { name: 'taxes' },
      { name: 'invoices', file: '../letters/SKILL.md' },
      { name: 'invoices', file: '/etc/passwd' },
      { name: 'invoices', file: 'SKILL.md' },
    )
    expect(view.lastOutcome).toBe('completed')
    expect(callsOf(view).map(call => [call.status, call.error?.code])).toEqual([
      ['failed', 'bad-arguments'],
      ['failed', 'tool-failed'],
      ['failed', 'tool-failed'],
      ['failed', 'tool-failed'],
    ])
    expect(callsOf(view)[1]?.error?.message).toContain('Its files are: forms/blank.txt, terms.md.')
  })

  test('[R13] do not lead out of their folder by a link', async () => {
    const folder = folderOf(office)
    symlinkSync('/etc/hosts', join(folder, 'letters', 'hosts'))
    symlinkSync('/etc', join(folder, 'letters', 'etc'))
    const [, letters] = await loadSkills(folder)
    expect(letters?.files).toEqual([])
    await expect(letters?.read('hosts')).rejects.toThrow('has no file hosts')
    await expect(letters?.read('etc/hosts')).rejects.toThrow('has no file')
  })

  test('[R13] have files that are text and not too large', async () => {
    const [skill] = await loadSkills(
      folderOf({
        'invoices/SKILL.md': invoices,
        'invoices/logo.png': new Uint8Array([137, 80, 78, 71]),
        'invoices/all.csv': 'x'.repeat(2_000_000),
      }),
    )
    await expect(skill?.read('logo.png')).rejects.toThrow('is no text')
    await expect(skill?.read('all.csv')).rejects.toThrow('too much')
  })

  test.for([
    ['no front matter', '# Invoices', 'does not begin with front matter'],
    ['front matter without an end', '---\nname: invoices\n', 'does not begin with front matter'],
    ['front matter that is no YAML', '---\nname: [\n---\n', 'is no YAML'],
    ['no description', '---\nname: invoices\n---\n', 'description'],
    ['a name that is a path', '---\nname: ../x\ndescription: x\n---\n', 'name'],
    ['another name than its folder', '---\nname: bills\ndescription: x\n---\n', 'its folder is invoices'],
    [
      'more than can be told',
      `---\nname: invoices\ndescription: x\n---\n${'x'.repeat(90_001)}`,
      'move some of it',
    ],
  ] as const)('[R13] with %s are refused at the start', async ([, text, reason]) => {
    await expect(loadSkills(folderOf({ 'invoices/SKILL.md': text }))).rejects.toThrow(reason)
  })

  test('[R13] in a folder that is not there are refused at the start', async () => {
    await expect(loadSkills('/nowhere/at/all')).rejects.toThrow('cannot be read')
  })

  test('[R10][R13] change the definition of their agent', async () => {
    const one = helper({ skills: await loadSkills(folderOf(office)) })
    const same = helper({ skills: await loadSkills(folderOf(office)) })
    const other = helper({
      skills: await loadSkills(folderOf({ ...office, 'invoices/SKILL.md': `${invoices} And sign.` })),
    })
    expect(same.definition).toBe(one.definition)
    expect(other.definition).not.toBe(one.definition)
    expect(helper().definition).not.toBe(one.definition)
  })

  test('[R13] with one name are refused', async () => {
    const [skill] = await loadSkills(folderOf(office))
    expect(() => helper({ skills: skill === undefined ? [] : [skill, skill] })).toThrow('named invoices')
  })
})
