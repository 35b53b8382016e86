import { defineToolViews, diffView, fileView, planView, terminalView } from '@sluice/ui'
import type { Triage } from '../../agents/triage.ts'
import { Matches } from './Matches.tsx'

const tests = (count: number) => (count === 1 ? '1 test' : `${count} tests`)

/** How the tools of the triage agent are drawn: three as they come with the kit, two adapted, one by a component of this page. */
export const toolViews = defineToolViews<Triage>({
  update_plan: { ...planView, title: 'Plan' },
  list_files: {
    ...fileView,
    title: 'List files',
    summary: ({ output }) => (output ? `${output.length} files` : ''),
  },
  grep: {
    title: 'Search',
    icon: 'search',
    summary: ({ arguments: args, output }) =>
      [args && `“${args.text}”`, output && `${output.length} lines`].filter(Boolean).join(' · '),
    Body: ({ arguments: args, output }) => output && <Matches matches={output} text={args?.text ?? ''} />,
  },
  read_file: { ...fileView, title: 'Read' },
  run_tests: {
    ...terminalView,
    title: 'Run the tests',
    summary: ({ output }) =>
      output
        ? output.failed > 0
          ? `${tests(output.failed)} failed, ${output.passed} passed`
          : `${tests(output.passed)} passed`
        : '',
    Body: ({ call, output }) =>
      terminalView.Body?.({
        call,
        arguments: undefined,
        draft: { command: 'node --test' },
        output: output && { stdout: output.report, exitCode: output.failed > 0 ? 1 : 0 },
      }),
  },
  edit_file: { ...diffView, title: 'Edit' },
})
