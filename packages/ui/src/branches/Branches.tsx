import type { Id } from '@sluice/protocol'
import { useActions } from '@sluice/react'
import { useMemo } from 'react'
import { useCanBranch } from '../message/Actions.tsx'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** What the parts of a picker expose: the place of the message among its branches, from 1, and how many there are. */
export interface BranchesState {
  readonly place: number
  readonly count: number
}

interface BranchesContextValue {
  readonly siblings: readonly Id[]
  readonly state: BranchesState
}

const [BranchesContext, useBranches] = createPartContext<BranchesContextValue>('Branches.Root')

/** The props of {@link Root}. */
export type BranchesRootProps = PartProps<'div', BranchesState> & {
  /** The message that is shown. */
  readonly message: Id
  /** The messages that stand beside it, itself included, oldest first. */
  readonly siblings: readonly Id[]
}

/** Picks one of the messages that follow the same one. [E10] */
export function Root({ message, siblings, ...props }: BranchesRootProps) {
  const { messages } = useUi()
  const value = useMemo(
    () => ({ siblings, state: { place: siblings.indexOf(message) + 1, count: siblings.length } }),
    [message, siblings],
  )
  const element = usePartElement('div', 'branches', value.state, props, {
    role: 'group',
    'aria-label': messages.branches,
  })
  return <BranchesContext value={value}>{element}</BranchesContext>
}

/** Which of them is shown. */
export function Place(props: PartProps<'span', BranchesState>) {
  const { state } = useBranches()
  const { messages, format } = useUi()
  const children = messages.branchPlace(format.number(state.place), format.number(state.count))
  return usePartElement('span', 'branches-place', state, props, { children })
}

function useStep(step: 1 | -1) {
  const { siblings, state } = useBranches()
  const { choose } = useActions(useSessionRef())
  const canBranch = useCanBranch()
  const to = siblings[state.place - 1 + step]
  return { state, disabled: to === undefined || !canBranch, onClick: () => to !== undefined && choose(to) }
}

/** Goes to the one before. */
export function Previous(props: PartProps<'button', BranchesState>) {
  const { state, ...step } = useStep(-1)
  const label = useUi().messages.branchPrevious
  return usePartElement('button', 'branches-previous', state, props, {
    type: 'button',
    'aria-label': label,
    title: label,
    children: '‹',
    ...step,
  })
}

/** Goes to the one after. */
export function Next(props: PartProps<'button', BranchesState>) {
  const { state, ...step } = useStep(1)
  const label = useUi().messages.branchNext
  return usePartElement('button', 'branches-next', state, props, {
    type: 'button',
    'aria-label': label,
    title: label,
    children: '›',
    ...step,
  })
}
