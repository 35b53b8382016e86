import { createStory, type Story } from './createStory.ts'

const DAY_MS = 24 * 3_600_000

const questions = [
  'How many orders does a page of the list hold?',
  'And what if somebody asks for page zero?',
  'Does the search look into the notes as well?',
  'Which test would have caught the missing page?',
  'Is the label translated anywhere?',
]

const answers = [
  'Twenty, unless a caller says otherwise. `paginate` takes `size` and checks it with `checkSize`, which refuses what is not a whole number above zero.',
  'It is given the first page: a number below one counts as **one**, and a number beyond the last page as the last.\n\n- `paginate(items, { number: 0 })` is page 1\n- `paginate(items, { number: 99 })` is the last one',
  'No. It compares the customer and the number of an order, in any case. Notes would need an index first, because there are about 40 times as many words in them.',
  'One whose last page is *short*: 41 orders with ten to a page. All of today’s tests use multiples of the page size, so rounding down and rounding up agree.',
  'Not yet. `label.js` puts the English words together by hand; a message per language would be safer, since “Page 1 of 4” is not built in this order everywhere.',
]

/** Tells one question and its answer. */
function exchange(story: Story, index: number): void {
  story.say(questions[index % questions.length] ?? '')
  story.wait(900)
  story.step(`x${index}`)
  story.stream('text', `x${index}-text`, answers[index % answers.length] ?? '')
  story.endStep()
  story.endRun()
}

/** A conversation of `count` questions, two minutes apart. */
export function talk(count: number): Story {
  const story = createStory()
  for (let index = 0; index < count; index++) {
    exchange(story, index)
    story.wait(120_000)
  }
  return story
}

/** A conversation that went on for three days. */
export function threeDays(): Story {
  const story = createStory()
  for (const index of [0, 1]) exchange(story, index)
  story.wait(DAY_MS)
  exchange(story, 2)
  story.wait(DAY_MS)
  for (const index of [3, 4]) exchange(story, index)
  return story
}

/** An answer that was made again, to a question that was then asked in other words. */
export function branched(): Story {
  const story = createStory()
  exchange(story, 0)
  const answer = story.log.view.head ?? ''
  story.wait(30_000)
  story.command({ type: 'message.retry', message: answer })
  story.step('again')
  story.stream('text', 'again-text', 'Twenty by default; `size` changes it.')
  story.endStep()
  story.endRun()
  story.wait(20_000)
  story.say('Who may change it?')
  const question = story.log.view.head ?? ''
  story.step('who')
  story.stream('text', 'who-text', 'Whoever calls `paginate`.')
  story.endStep()
  story.endRun()
  story.wait(20_000)
  story.command({
    type: 'message.resend',
    message: question,
    parts: [{ kind: 'text', text: 'Which of our pages change it?' }],
  })
  story.step('which')
  story.stream('text', 'which-text', 'Only the list of returns, which shows **fifty**.')
  story.endStep()
  story.endRun()
  return story
}
