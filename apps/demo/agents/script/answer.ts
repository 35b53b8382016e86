import type { ScriptPart } from '@sluice/runtime'

/** Answers anything that is not a bug report. */
export function answer(question: string): readonly ScriptPart[] {
  const words = Number(/\bwrite (\d{1,6}) words\b/i.exec(question)?.[1] ?? 0)
  if (words > 0) return [{ text: longText(words) }]
  return [
    { reasoning: 'This is not a bug report, so I say what I can do with one and what else there is to try.' },
    {
      text: [
        `You wrote: “${question.trim().slice(0, 200)}”. I am the triage agent of this demo, and no model provider is configured, so a script answers in the place of a model. Everything else you see is real: the log, the stream, the tools and their effects.`,
        'I am good at one thing: looking into bug reports about **pagekit**, a small JavaScript library that ships with the demo. Tell me, for example, *“With 41 orders and ten to a page, the last page is missing”*. I will then list and search its files, read what matters, run its tests, and propose an edit. You will be asked before anything is changed.',
        'While I work, a few things are worth trying:\n\n- reload the page in the middle of a word: the text is there at once and goes on;\n- open the same address in a second tab: both show the same thing at the same time;\n- stop the server with `kill -9` and start it again: I continue where I was, and no tool runs twice.',
        'If you want a lot of text to watch, ask me to *write 2000 words*.',
      ].join('\n\n'),
    },
  ]
}

const subjects = [
  'The log',
  'A reader',
  'The writer',
  'An offset',
  'A delta',
  'The fold',
  'Each tab',
  'A snapshot',
]
const verbs = ['keeps', 'follows', 'remembers', 'resumes', 'repeats', 'counts', 'carries', 'shows']
const objects = [
  'every event',
  'the last word',
  'its own place',
  'what was said',
  'one order',
  'the whole story',
]

/** Text of an exact number of words, whose sentences are numbered so that a missing or repeated one can be seen. */
function longText(words: number): string {
  const out: string[] = []
  for (let sentence = 1; out.length < words; sentence++) {
    const text = `(${sentence}) ${subjects[sentence % 8]} ${verbs[(sentence * 3) % 8]} ${objects[(sentence * 5) % 6]}.`
    const end = sentence % 6 === 0 ? '\n\n' : ' '
    const pieces = text.split(' ').map(word => `${word} `)
    pieces[pieces.length - 1] = `${pieces.at(-1)?.trim()}${end}`
    out.push(...pieces)
  }
  return out.slice(0, words).join('').trim()
}
