import { lastWrite } from '@sluice/fold'
import type { Actor, Json } from '@sluice/protocol'
import { useAgentState, useSession } from '@sluice/react'
import { useRef } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePrincipal } from '../session/usePrincipal.ts'
import { useViewSelector } from '../session/useViewSelector.ts'
import { useUi } from '../text/UiProvider.tsx'
import { JsonValue } from '../value/JsonValue.tsx'

/** What an entry of the state exposes: `data-written-by`, and `data-changed` once it changed while it was looked at. */
export interface StateEntryState {
  readonly writtenBy: Actor['kind'] | null
  readonly changed: boolean
}

/** The props of {@link Entry}. */
export type StateEntryProps = PartProps<'div', StateEntryState> & {
  /** A key of the document. */
  readonly name: string
}

const pointerOf = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function useWriter(name: string) {
  const store = useSession(useSessionRef())
  // The writes are another object whenever one was added.
  useViewSelector(view => view.stateWrites)
  return lastWrite(store.view().getSnapshot(), pointerOf(name))
}

function useWriterWords(actor: Actor | null): string | null {
  const { messages } = useUi()
  const principal = usePrincipal()
  if (!actor) return null
  return messages.writtenBy[actor.kind](actor.id === principal ? messages.byYou : actor.id)
}

/** One entry of the shared state: its value, and who wrote it last. [E12] */
export function Entry({ name, ...props }: StateEntryProps) {
  const state = useAgentState(useSessionRef()) as Json
  const write = useWriter(name)
  const words = useWriterWords(write?.actor ?? null)
  const offset = write?.offset ?? null
  const first = useRef(offset)
  const value = isObject(state) && Object.hasOwn(state, name) ? state[name] : undefined
  const changed = offset !== first.current
  return usePartElement('div', 'state-entry', { writtenBy: write?.actor.kind ?? null, changed }, props, {
    children: (
      <>
        <dt>
          {name}
          {words && <small data-sluice="state-writer">{words}</small>}
        </dt>
        {/* Another element for another write, so that the sign of a change begins again. */}
        <dd key={offset} data-sluice="state-entry-value">
          <JsonValue value={value} label={name} />
        </dd>
      </>
    ),
  })
}

/** The entries of the shared state, each with who wrote it; nothing while it is empty or no object. */
export function Entries(props: PartProps<'dl'>) {
  const state = useAgentState(useSessionRef()) as Json
  const names = isObject(state) ? Object.keys(state) : []
  const element = usePartElement('dl', 'state-entries', {}, props, {
    children: names.map(name => <Entry key={name} name={name} />),
  })
  return names.length > 0 ? element : null
}
