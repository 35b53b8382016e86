import { createStory, type Story } from './createStory.ts'
import { triage } from './triage.ts'

/** Two sessions of other agents are at work, one is done. */
export function delegating(): Story {
  const story = createStory()
  story.say('Compare how three libraries count their pages.')
  story.step('s1')
  story.stream('text', 't1', 'I ask a reader for each library.')
  for (const [index, name] of ['first', 'second', 'third'].entries()) {
    story.call('read_library', name, { library: `pages-${name}` })
    story.append(
      { type: 'tool.started', call: name, attempt: 1 },
      { type: 'subsession.opened', subsession: `${name}-reader`, agent: 'reader', call: name, depth: 1 },
    )
    if (index === 0)
      story.append(
        { type: 'subsession.settled', subsession: `${name}-reader`, outcome: 'completed' },
        { type: 'tool.settled', call: name, outcome: 'completed', output: { json: 'It rounds up.' } },
      )
  }
  return story
}

/** An answer with the places where it was found. */
export function sourced(): Story {
  const story = createStory()
  story.say('How are pages counted elsewhere?')
  story.step('s1')
  story.stream('text', 't1', 'By rounding the quotient **up**, and never to less than one page.')
  for (const [index, title] of ['Counting pages', 'Math.ceil()'].entries())
    story.append({
      type: 'part.attached',
      message: 's1-message',
      content: { kind: 'source', part: `source${index}`, title, url: `https://docs.example/${index}` },
    })
  story.append({
    type: 'part.attached',
    message: 's1-message',
    content: { kind: 'source', part: 'local', title: 'A file of this machine', url: 'file:///etc/notes' },
  })
  story.endStep()
  story.endRun()
  return story
}

/** A person and the agent have written into the state. */
export function shared(): Story {
  const story = triage('approval')
  story.command({
    type: 'state.patch',
    base: story.log.view.offset,
    patch: [{ op: 'add', path: '/reviewer', value: 'Ada' }],
  })
  return story
}
