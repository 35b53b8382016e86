import { expect, test } from 'vitest'
import { AgentChat, arabic, english } from '../../src/index.ts'
import { openPage, session } from '../support/openPage.tsx'
import { ask, begin, call, say } from '../support/tell.ts'

/** Every text of a table, with what its functions make of two values. */
function textsOf(table: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(table)) {
    const at = `${path}.${key}`
    if (typeof value === 'string') texts.set(at, value)
    else if (typeof value === 'function') texts.set(at, value('١', '٢'))
    else for (const [inner, text] of textsOf(value, at)) texts.set(inner, text)
  }
  return texts
}

test('[K6] every text is there in Arabic, and none was left in English', () => {
  const own = textsOf(arabic)
  const other = textsOf(english)
  expect([...own.keys()].sort()).toEqual([...other.keys()].sort())
  // What only hands on a value says the same in every language, and keys bear Latin names.
  const same = [...own]
    .filter(([key, text]) => text !== '' && other.get(key) === text && !key.startsWith('.keyNames.'))
    .map(([key]) => key)
  expect(same).toEqual(['.agent', '.decisionReason', '.planItem'])
})

test('[K6] a chat is spoken in the language of its page, with its digits', () => {
  const page = openPage(
    <div dir="rtl">
      <AgentChat {...session} messages={arabic} locale="ar-EG" />
    </div>,
    prepared => {
      say(prepared)
      begin(prepared, 'm1')
      call(prepared, 'm1', 'c1')
      ask(prepared, 'a1', 'c1', prepared.clock.now() + 90_000)
    },
  )
  expect(page.texts('approval-approve')).toEqual(['موافقة'])
  expect(page.texts('approval-expiry')[0]).toMatch(/^تُعدّ رفضًا بعد [١-٩]/)
  expect(page.one('composer-input').getAttribute('aria-label')).toBe('رسالة إلى triage')
})
