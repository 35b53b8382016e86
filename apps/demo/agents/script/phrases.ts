import type { Suspect } from './findSuspect.ts'

/** What the script says. Everything it states about the repository is handed in. */

const quote = (text: string) => `“${text.trim().replace(/\s+/g, ' ').slice(0, 160)}”`

/** The end of a report's last failing test: what was expected and what came. */
const failing = (report: string) =>
  report
    .split('\n')
    .filter(line => /^not ok/.test(line))
    .map(line => line.replace(/^not ok \d+ - /, ''))

export const noted = (aside: string) =>
  `Noted while I work: ${quote(aside)}. I keep that in mind and go on.\n\n`

export const thinkFirst = (report: string) =>
  `The report says ${quote(report)}. I do not know this repository yet. Before I guess, I should see which files there are, and write down a plan that the user can follow.`

export const begin = (report: string) =>
  `Thank you for the report: ${quote(report)}. I will first find out where this happens, then see it fail in a test, and only then propose a change. You can follow the plan beside this conversation.`

export const thinkGrep = (files: readonly string[], text: string) =>
  `There are ${files.length} files. The word “${text}” is both in the report and in the names here, so I look for it.`

export const thinkRead = (hits: number, paths: readonly string[]) =>
  `${hits} lines mention it. ${paths.join(' and ')} have the most, so I read those, both at once.`

export const reading = (paths: readonly string[]) =>
  `The search points to ${paths.map(path => `\`${path}\``).join(' and ')}. I read them now.`

export const thinkTest =
  'I have an idea from the source, but an idea is not a cause. The tests will say whether it fails today.'

export const thinkAgain = 'The edit is in place. Whether it is right is for the tests to say.'

export const thinkDone = 'All tests pass. I mark the plan as done before I sum up.'

export const thinkCause = ({ path, line, name }: Suspect) =>
  `In ${path}, ${name} has the line “${line}”. Rounding down forgets the last page when it is not full: 41 / 10 is 4.1, and 4 pages hold only 40 items. Rounding up counts it. Nothing else has to change.`

export const explain = ({ path, line, better, name }: Suspect, before: { failed: number; report: string }) =>
  [
    `The tests confirm the report: ${before.failed} fail today (${
      failing(before.report)
        .map(test => `*${test}*`)
        .join(', ') || 'see the output above'
    }).`,
    `The cause is in \`${name}\` in \`${path}\`. It divides the number of items by the size of a page and rounds **down**. As long as the last page is full nobody notices: 40 items fill exactly 4 pages. With 41 items the division gives 4.1, which is rounded to 4, and the fifth page with its single item is never offered. Since a number beyond the last page gives the last page, asking for page 5 even shows page 4 again, which is what makes the missing items so puzzling.`,
    `The smallest change is to round up:\n\n\`\`\`diff\n-  ${line}\n+  ${better}\n\`\`\``,
    'Full pages are counted as before, because a division without a remainder is the same rounded up or down. May I make this change?',
  ].join('\n\n')

export const notChanged = (reason: string, suspect: Suspect | null) =>
  [
    `I did not change anything: ${reason.trim()}`,
    suspect === null
      ? 'The repository is as it was.'
      : `The cause stays where I found it: \`${suspect.line}\` in \`${suspect.path}\` rounds down and forgets a last page that is not full. If you want to fix it yourself, use \`${suspect.better}\`.`,
    'Tell me if you would like another solution, and I will look again.',
  ].join('\n\n')

export const nothingFound = (text: unknown) =>
  `I found no line with “${String(text)}”, so I cannot tell where this happens. Can you name the function or the file that you use?`

export const testsDidNotRun = (reason: string) =>
  `The tests did not run, so I cannot confirm the report: ${reason}. I changed nothing.`

export const allPass = (passed: number) =>
  `All ${passed} tests pass, so what the report describes does not happen in this repository any more. Perhaps it was fixed before; then an upgrade is all that is needed. If it still happens to you, tell me the number of items and the size of the page, and I will look again.`

export const noSuspect = (report: string) =>
  `The tests fail (${failing(report).join(', ')}), but I see no line in what I read that explains it. I would rather say so than guess. A person should look at this one.`

export const summary = (
  before: { passed: number; failed: number },
  after: { passed: number; failed: number },
  suspect: Suspect | null,
) =>
  after.failed > 0
    ? `The edit was made, but ${after.failed} tests still fail, so the cause is not the whole story. I would rather stop here and let a person look than change more.`
    : [
        `Fixed. Before the edit ${before.failed} tests failed and ${before.passed} passed; now all ${after.passed} pass.`,
        suspect === null
          ? 'The change is in the session’s copy of the repository.'
          : `**Cause.** \`${suspect.name}\` in \`${suspect.path}\` rounded down when it counted pages, so a last page that was not full did not count. Lists whose length is a multiple of the page size were right, which is why it went unnoticed.`,
        '**Change.** One line, `Math.floor` became `Math.ceil`. Lists that fill their pages exactly behave as before, an empty list still has one empty page, and numbers beyond the end still give the last page, which is now the right one.',
        '**What I did not touch.** The line under the list reads the same count, so it was wrong in the same way and is right now without a change. Searching happens before a list is cut and has nothing to do with it.',
        'I would release this as a patch. A test for the case was already there; it only had to be listened to.',
      ].join('\n\n')
