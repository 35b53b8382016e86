import { briefJson } from '../json/briefJson.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'
import type { ForkEffects, ForkedCall } from './forkEffects.ts'

/** So many calls of a kind are listed. */
const CALLS_SHOWN = 8

const order: readonly ForkedCall[] = ['again', 'cut', 'later', 'changed', 'answered']

/** Which side effects a fork may have again, which are answered from the log, and what it does not have. [D7] */
export function EffectsPreview({ effects }: { readonly effects: ForkEffects }) {
  const { messages } = useDevtools()
  const { calls, dropped } = effects
  const lost = Object.entries(dropped).filter(([, count]) => count > 0) as [keyof typeof dropped, number][]
  return (
    <section className="sluice-devtools-effects" aria-label={messages.forkEffects}>
      {calls.length === 0 && <p className="sluice-devtools-quiet">{messages.noEffects}</p>}
      {order.map(effect => {
        const of = calls.filter(call => call.effect === effect)
        if (of.length === 0) return null
        return (
          <div key={effect} data-effect={effect}>
            <h3 className="sluice-devtools-subheading">
              {messages.forkedCall[effect]}{' '}
              <span className="sluice-devtools-badge">{formatCount(of.length)}</span>
            </h3>
            <ul>
              {of.slice(0, CALLS_SHOWN).map(({ call, tool, arguments: given }) => (
                <li key={call}>
                  <code className="sluice-devtools-code">{tool}</code>{' '}
                  <span className="sluice-devtools-quiet">{briefJson(given, 80)}</span>
                </li>
              ))}
              {of.length > CALLS_SHOWN && <li>{messages.andMore(formatCount(of.length - CALLS_SHOWN))}</li>}
            </ul>
          </div>
        )
      })}
      {lost.length > 0 && (
        <p className="sluice-devtools-notice">
          {messages.notInherited(lost.map(([kind, count]) => messages.inheritable[kind](count)).join(', '))}
        </p>
      )}
    </section>
  )
}
