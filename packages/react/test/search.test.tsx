import type { Event } from '@sluice/protocol'
import { SluiceProvider, useSearch } from '@sluice/react'
import { createTestPage } from '@sluice/testkit/react'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { answering, ref } from './support/createStage.tsx'

afterEach(cleanup)

function open(text: string) {
  const page = createTestPage({ replayLimit: 10 })
  const said = Array.from(
    { length: 250 },
    (_, index): Event => ({
      type: 'message.added',
      message: `q${index}`,
      role: 'user',
      after: index === 0 ? null : `q${index - 1}`,
      parts: [{ part: `q${index}-p`, kind: 'text', text: `Question ${index}.` }],
    }),
  )
  page.server.log(ref).append(answering[0] as Event, ...said)
  const asked: string[] = []
  let isDown = false
  const client = {
    ...page.client,
    request(path: string, init?: RequestInit) {
      asked.push(path)
      return isDown ? Promise.reject(new TypeError('offline')) : page.client.request(path, init)
    },
  }
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <SluiceProvider client={client}>{children}</SluiceProvider>
  )
  const hook = renderHook(({ text, revision }) => useSearch(ref, text, revision), {
    wrapper,
    initialProps: { text, revision: 'a' },
  })
  act(() => page.clock.advance(100))
  return {
    asked,
    now: () => hook.result.current,
    search: (text: string, revision = 'a') => hook.rerender({ text, revision }),
    goDown: () => {
      isDown = true
    },
  }
}

test('[H8] a search finds what is not loaded, in any case', async () => {
  const { now } = open('QUESTION 3.')
  expect(now().status).toBe('searching')
  await waitFor(() => expect(now()).toEqual({ messages: ['q3'], status: 'found', error: null }))
})

test('[H8] what was found stays while the same text is looked for again, and not for another', async () => {
  const { now, search, asked } = open('question 4.')
  await waitFor(() => expect(now().status).toBe('found'))
  search('question 4.', 'b')
  expect(now()).toMatchObject({ messages: ['q4'], status: 'searching' })
  await waitFor(() => expect(now().status).toBe('found'))
  search('question 5.', 'b')
  expect(now()).toMatchObject({ messages: [], status: 'searching' })
  await waitFor(() => expect(now().messages).toEqual(['q5']))
  expect(asked).toHaveLength(3)
})

test('[H8] nothing is asked for an empty text, and a failure is a status', async () => {
  const { now, search, asked, goDown } = open('  ')
  expect(now()).toEqual({ messages: [], status: 'idle', error: null })
  expect(asked).toEqual([])
  goDown()
  search('question')
  await waitFor(() => expect(now()).toMatchObject({ status: 'failed', error: { code: 'offline' } }))
})
