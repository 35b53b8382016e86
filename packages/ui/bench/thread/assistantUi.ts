import {
  AssistantRuntimeProvider,
  ComposerPrimitive,
  MessagePrimitive,
  type ThreadMessageLike,
  ThreadPrimitive,
  useExternalStoreRuntime,
} from '@assistant-ui/react'
import { MarkdownTextPrimitive } from '@assistant-ui/react-markdown'
import { createElement, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import remarkGfm from 'remark-gfm'
import { type BenchMessage, conversation, words } from './conversation.ts'
import { serve, until } from './measure.ts'

const given: readonly ThreadMessageLike[] = conversation(10_000).map(
  ({ id, role, text, call }: BenchMessage): ThreadMessageLike => ({
    id,
    role,
    content: [
      { type: 'text', text },
      ...(call
        ? [
            {
              type: 'tool-call' as const,
              toolCallId: call.id,
              toolName: 'read_file',
              args: call.args,
              argsText: JSON.stringify(call.args),
              result: call.output,
            },
          ]
        : []),
    ],
  }),
)

let write = (_text: string) => {}

function useConversation() {
  const [live, setLive] = useState('')
  useEffect(() => {
    write = text => setLive(before => before + text)
  }, [])
  const [messages, setMessages] = useState(given)
  useEffect(() => {
    if (live === '') return
    setMessages([
      ...given,
      { id: 'go', role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
      { id: 'live', role: 'assistant', content: [{ type: 'text', text: live }] },
    ])
  }, [live])
  return useExternalStoreRuntime({
    messages,
    isRunning: live !== '',
    convertMessage: (message: ThreadMessageLike) => message,
    onNew: async () => {},
  })
}

const Text = () => createElement(MarkdownTextPrimitive, { remarkPlugins: [remarkGfm] })

const ToolFallback = ({
  toolName,
  argsText,
  result,
}: {
  toolName: string
  argsText: string
  result?: unknown
}) =>
  createElement(
    'details',
    null,
    createElement('summary', null, toolName),
    createElement('pre', null, argsText),
    createElement('pre', null, String(result ?? '')),
  )

const UserMessage = () =>
  createElement(MessagePrimitive.Root, { className: 'user' }, createElement(MessagePrimitive.Parts))

const AssistantMessage = () =>
  createElement(
    MessagePrimitive.Root,
    { className: 'assistant' },
    createElement(MessagePrimitive.Parts, { components: { Text, tools: { Fallback: ToolFallback } } }),
  )

function Page() {
  const runtime = useConversation()
  return createElement(
    AssistantRuntimeProvider,
    { runtime },
    createElement(
      ThreadPrimitive.Root,
      { style: { display: 'flex', flexDirection: 'column', height: '100vh' } },
      createElement(
        ThreadPrimitive.Viewport,
        { style: { flex: 1, overflowY: 'auto' }, id: 'viewport' },
        createElement(ThreadPrimitive.Messages, { components: { UserMessage, AssistantMessage } }),
      ),
      createElement(ComposerPrimitive.Root, null, createElement(ComposerPrimitive.Input, { id: 'input' })),
    ),
  )
}

serve(
  {
    async mount() {
      createRoot(document.getElementById('root') as HTMLElement).render(createElement(Page))
      await until(() => document.querySelectorAll('.assistant').length === 5_000)
    },
    append: text => write(text),
    viewport: () => document.getElementById('viewport') as HTMLElement,
    input: () => document.getElementById('input') as HTMLElement,
  },
  words,
)
