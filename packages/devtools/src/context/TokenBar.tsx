import { cssVariables } from '../style/cssVariables.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCompact, formatCount } from '../text/format.ts'
import type { ContextSize } from './contextSections.ts'

/** The tokens of a context by section, with the beginning that the provider read from its cache. */
export function TokenBar({ size }: { readonly size: ContextSize }) {
  const { messages } = useDevtools()
  const { sections, tokens, cachedTokens, isCounted } = size
  const shown = sections.filter(section => section.length > 0)
  const whole = Math.max(1, tokens)
  return (
    <figure className="sluice-devtools-tokens" aria-label={messages.tokensBySection}>
      <div className="sluice-devtools-token-bar" aria-hidden="true">
        {shown.map(({ kind, tokens: share }) => (
          <span
            key={kind}
            data-section={kind}
            title={`${messages.contextSection[kind]}: ${formatCount(share)}`}
            style={cssVariables({ '--bar-width': share / whole })}
          />
        ))}
        {cachedTokens > 0 && (
          <span
            className="sluice-devtools-token-cached"
            style={cssVariables({ '--bar-width': Math.min(1, cachedTokens / whole) })}
          />
        )}
      </div>
      <figcaption>
        <ul>
          {shown.map(({ kind, tokens: share }) => (
            <li key={kind} data-section={kind}>
              {messages.contextSection[kind]} <b>{formatCompact(share)}</b>
            </li>
          ))}
        </ul>
        <span>
          {(isCounted ? messages.tokensCounted : messages.tokensEstimated)(formatCount(tokens))}
          {cachedTokens > 0 && ` · ${messages.tokensCached(formatCount(cachedTokens))}`}
        </span>
      </figcaption>
    </figure>
  )
}
