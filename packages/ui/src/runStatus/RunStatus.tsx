import { useAgent, useRun } from '@sluice/react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useViewSelector } from '../session/useViewSelector.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import type { RunStatusName } from '../text/vocabulary.ts'
import { activityOf, delayOf } from './activity.ts'

/** What the parts of a run status expose: `data-run-status`, and `data-recovered` when the run was taken up after a crash. */
export interface RunStatusState {
  readonly runStatus: RunStatusName
  readonly recovered: boolean
}

function useRunStatusState(): RunStatusState {
  const ref = useSessionRef()
  const { status } = useAgent(ref)
  const run = useRun(ref)
  return { runStatus: status, recovered: run?.status === 'open' && run.recoveries > 0 }
}

/** What the newest run does, from the log alone; nothing while none is going. [C2] */
export function Root(props: PartProps<'div', RunStatusState>) {
  const state = useRunStatusState()
  const element = usePartElement('div', 'run-status', state, props)
  return state.runStatus === 'idle' || state.runStatus === 'connecting' ? null : element
}

function useWords(status: RunStatusName): string {
  const { messages, format } = useUi()
  const activity = useViewSelector(activityOf)
  const delay = useViewSelector(delayOf)
  const now = useNow(delay !== null)
  if (status === 'delayed' && delay) {
    const left = format.duration(Math.max(0, Math.ceil((delay.until - now) / 1000) * 1000))
    return messages.runDelayed(format.number(delay.attempt), left)
  }
  if (status !== 'running' || activity === '') return messages.runStatus[status]
  if (activity === 'writing') return messages.runWriting
  const [kind, what = ''] = activity.split(/:(.*)/)
  if (kind === 'call') return messages.runCall(what)
  return kind === 'tool' ? messages.runTool(what) : messages.runTools(format.number(Number(what)))
}

/** The status in plain words: what runs, or what it waits for. */
export function Text(props: PartProps<'span', RunStatusState>) {
  const state = useRunStatusState()
  const children = useWords(state.runStatus)
  return usePartElement('span', 'run-status-text', state, props, { children })
}

/** That the run was taken up after a crash; nothing otherwise. [R1] */
export function Recovered(props: PartProps<'span', RunStatusState>) {
  const state = useRunStatusState()
  const children = useUi().messages.runRecovered
  const element = usePartElement('span', 'run-status-recovered', state, props, { children })
  return state.recovered ? element : null
}

/** How long the run has gone on. */
export function Elapsed(props: PartProps<'span', RunStatusState>) {
  const state = useRunStatusState()
  const run = useRun(useSessionRef())
  const isOpen = run?.status === 'open'
  const now = useNow(isOpen)
  const children = useUi().format.duration(
    Math.max(0, Math.floor((now - (run?.startedAt ?? now)) / 1000) * 1000),
  )
  const element = usePartElement('span', 'run-status-elapsed', state, props, { children })
  return isOpen ? element : null
}
