import type { Json } from '@sluice/protocol'
import { useAgentState } from '@sluice/react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { JsonValue } from '../value/JsonValue.tsx'

/** What the parts of a state expose: `data-empty`. */
export interface StateState {
  readonly empty: boolean
}

const [StateContext, useStateContext] = createPartContext<Json>('State.Root')

const isEmpty = (state: Json) =>
  state === null || (typeof state === 'object' && Object.keys(state).length === 0)

/** The shared state of the session around, with this page's patches that still wait laid over it. [C8] */
export function Root(props: PartProps<'section', StateState>) {
  const state = useAgentState(useSessionRef()) as Json
  const { messages } = useUi()
  const element = usePartElement('section', 'state', { empty: isEmpty(state) }, props, {
    'aria-label': messages.state,
  })
  return <StateContext value={state}>{element}</StateContext>
}

/** What is said while there is no state; nothing otherwise. */
export function Empty(props: PartProps<'p', StateState>) {
  const empty = isEmpty(useStateContext())
  const children = useUi().messages.stateEmpty
  const element = usePartElement('p', 'state-empty', { empty }, props, { children })
  return empty ? element : null
}

/** The document, by name and value. */
export function Value(props: PartProps<'div', StateState>) {
  const state = useStateContext()
  const children = <JsonValue value={state} label={useUi().messages.state} />
  const element = usePartElement('div', 'state-value', { empty: isEmpty(state) }, props, { children })
  return isEmpty(state) ? null : element
}
