import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { LineChanges } from '../difference/LineChanges.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { ContextDifference } from './compareContexts.ts'
import type { ModelCalls } from './createModelCalls.ts'
import { GivenMessageRow } from './GivenMessageRow.tsx'

/** The props of {@link ContextChanges}. */
export interface ContextChangesProps {
  readonly session: SessionRef
  readonly difference: ContextDifference
  readonly view: View
  readonly calls: ModelCalls
}

/** What a model call was given otherwise than the one before. */
export function ContextChanges({ session, difference, view, calls }: ContextChangesProps) {
  const { messages } = useDevtools()
  const { model, instructions, tools, messages: told, isSummedUp } = difference
  const isSame =
    model === null && instructions === null && tools.length === 0 && told.length === 0 && !isSummedUp
  if (isSame) return <p className="sluice-devtools-quiet">{messages.sameContext}</p>
  return (
    <>
      {model !== null && <p>{messages.modelChanged(...model)}</p>}
      {isSummedUp && <p>{messages.olderSummedUp}</p>}
      {tools.length > 0 && (
        <ul className="sluice-devtools-changes">
          {tools.map(({ change, name }) => (
            <li key={name} data-change={change}>
              <code className="sluice-devtools-code">{name}</code> {messages.changeKind[change]}
            </li>
          ))}
        </ul>
      )}
      {instructions !== null && <LineChanges lines={instructions} label={messages.instructions} />}
      {told.map(({ change, message }) => (
        <GivenMessageRow
          key={`${change} ${message.message}`}
          session={session}
          given={message}
          view={view}
          calls={calls}
          change={change}
        />
      ))}
    </>
  )
}
