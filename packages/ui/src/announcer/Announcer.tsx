import { findMessage, partsOf } from '@sluice/fold'
import { useApprovals, useRun, useSession, useSessionStatus } from '@sluice/react'
import { useEffect, useRef, useState } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { announce, type Boundary } from './announce.ts'

function useLastText(): () => string {
  const store = useSession(useSessionRef())
  return () => {
    const view = store.getView()
    const message = view.head === null ? null : findMessage(view, view.head)
    const parts = message?.role === 'assistant' ? partsOf(view, message) : []
    const last = parts.findLast(part => part.kind === 'text')
    return last?.kind === 'text' ? last.text : ''
  }
}

/**
 * The one voice of a conversation, polite and hidden: it says when a run starts, needs an approval, fails, is recovered or finishes. What was
 * already there when it was mounted is not said.
 */
export function Announcer(props: PartProps<'div'>) {
  const ref = useSessionRef()
  const { messages } = useUi()
  const { phase } = useSessionStatus(ref)
  const run = useRun(ref)
  const approval = useApprovals(ref).at(-1) ?? null
  const lastText = useLastText()
  const before = useRef<Boundary | null>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    if (phase !== 'live') return
    const now = { run, approval }
    const said = before.current && announce(before.current, now, ref.agent, lastText, messages)
    before.current = now
    if (said) setText(said)
  }, [phase, run, approval, ref, lastText, messages])
  return usePartElement('div', 'announcer', {}, props, {
    role: 'status',
    'aria-live': 'polite',
    children: text,
  })
}
