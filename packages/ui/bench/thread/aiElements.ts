import { type ComponentType, createElement, memo, type ReactNode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Streamdown } from 'streamdown'
import { StickToBottom, type StickToBottomProps } from 'use-stick-to-bottom'
import { type BenchMessage, conversation, words } from './conversation.ts'
import { serve, until } from './measure.ts'

/*
 * The documented composition of AI Elements, built of the packages that it is made of: a conversation that sticks to the bottom, a message for each
 * message, its response by Streamdown, its tool calls in a disclosure, and a form. Its own sources are not on npm.
 */

const given = conversation(10_000)
let write = (_text: string) => {}

const Response = memo(
  function Response({ children }: { readonly children: string }) {
    return createElement(Streamdown, null, children)
  },
  (before, after) => before.children === after.children,
)

const Tool = ({ call }: { readonly call: NonNullable<BenchMessage['call']> }) =>
  createElement(
    'details',
    null,
    createElement('summary', null, 'read_file'),
    createElement('pre', null, JSON.stringify(call.args, null, 2)),
    createElement('pre', null, call.output),
  )

function Message({ role, children }: { readonly role: string; readonly children?: ReactNode }) {
  return createElement('div', { className: role }, createElement('div', null, children))
}

function Messages() {
  const [live, setLive] = useState('')
  useEffect(() => {
    write = text => setLive(before => before + text)
  }, [])
  const added: readonly BenchMessage[] =
    live === ''
      ? []
      : [
          { id: 'go', role: 'user', text: 'Go on.', call: null },
          { id: 'live', role: 'assistant', text: live, call: null },
        ]
  return [...given, ...added].map(({ id, role, text, call }) =>
    createElement(
      Message,
      { key: id, role },
      createElement(Response, null, text),
      call && createElement(Tool, { call }),
    ),
  )
}

// Children that are arguments are not seen by its type.
const Conversation = StickToBottom as ComponentType<Partial<StickToBottomProps>>

function Prompt() {
  const [text, setText] = useState('')
  return createElement(
    'form',
    null,
    createElement('textarea', {
      id: 'input',
      value: text,
      onChange: event => setText((event.target as HTMLTextAreaElement).value),
    }),
  )
}

function Page() {
  return createElement(
    'div',
    { style: { display: 'flex', flexDirection: 'column', height: '100vh' } },
    createElement(
      Conversation,
      {
        id: 'conversation',
        style: { flex: 1, overflowY: 'hidden', position: 'relative' },
        initial: 'smooth',
        resize: 'smooth',
        role: 'log',
      },
      createElement(StickToBottom.Content, null, createElement(Messages)),
    ),
    createElement(Prompt),
  )
}

serve(
  {
    async mount() {
      createRoot(document.getElementById('root') as HTMLElement).render(createElement(Page))
      await until(() => document.querySelectorAll('.assistant').length === 5_000)
    },
    append: text => write(text),
    // What scrolls is the element around the content.
    viewport: () => document.querySelector('#conversation > div') as HTMLElement,
    input: () => document.getElementById('input') as HTMLElement,
  },
  words,
)
