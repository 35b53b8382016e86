const WORDS =
  'the run waits for its lease and the log holds what was said before a reader joins again from its offset so that nothing is lost when a socket drops or a process ends in the middle of a word'.split(
    ' ',
  )

const sentence = (seed: number, length: number): string => {
  const words = Array.from({ length }, (_, index) => WORDS[(seed * 7 + index * 5) % WORDS.length] ?? 'log')
  const text = words.join(' ')
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`
}

const prose = (seed: number): string =>
  `${sentence(seed, 14)} It is **bold where it matters**, _soft_ elsewhere, and \`code${seed}\` in between; see [the design](https://docs.example/${seed} "Design") or https://example.com/a/${seed}. ${sentence(seed + 1, 18)}`

const list = (seed: number): string =>
  [
    `- ${sentence(seed, 8)}`,
    `- **${sentence(seed + 1, 3)}** ${sentence(seed + 2, 6)}`,
    `  - with \`nested()\` ${sentence(seed + 3, 5)}`,
    `  - and ~~another~~ one`,
    `- [x] ${sentence(seed + 4, 5)}`,
  ].join('\n')

const numbered = (seed: number): string =>
  [1, 2, 3].map(number => `${number}. ${sentence(seed + number, 9)}`).join('\n')

const code = (seed: number): string =>
  [
    '```ts',
    `export async function step${seed}(events: readonly Event[]): Promise<View> {`,
    '  // Commit before publishing: a crash in between may repeat an event.',
    '  const view = await store.append(events.map(event => ({ ...event, at: clock.now() })))',
    `  if (view.runs.length > ${seed}) throw new RangeError(\`too many: \${view.runs.length}\`)`,
    '  return fold(view, events)',
    '}',
    '```',
  ].join('\n')

const table = (seed: number): string =>
  [
    '| renderer | last flush | nodes | kept |',
    '|:--|--:|--:|:-:|',
    ...[1, 2, 3, 4].map(
      row => `| \`part-${seed}-${row}\` | ${row * 3}.${seed % 10} ms | ${row * 211} | **yes** |`,
    ),
  ].join('\n')

const section = (seed: number): string =>
  [
    `## ${seed}. ${sentence(seed, 4)}`,
    prose(seed),
    list(seed),
    prose(seed + 5),
    code(seed),
    `> ${sentence(seed + 2, 16)}`,
    table(seed),
    numbered(seed),
  ].join('\n\n')

/** An answer of so many characters: prose, lists, code and tables in turn. */
export function answerOf(characters: number): string {
  let text = '# Report\n'
  for (let seed = 1; text.length < characters; seed++) text += `\n${section(seed)}\n`
  return text.slice(0, characters)
}
