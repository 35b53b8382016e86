import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'
import { type facetsOf, type SessionFilter, sessionStatuses } from './sessionFilter.ts'

/** The props of {@link SessionFilters}. */
export interface SessionFiltersProps {
  readonly filter: SessionFilter
  readonly onFilter: (filter: SessionFilter) => void
  readonly facets: ReturnType<typeof facetsOf>
}

/** Search, status and agent of the sessions that are listed. */
export function SessionFilters({ filter, onFilter, facets }: SessionFiltersProps) {
  const { messages } = useDevtools()
  const agents =
    facets.agents.includes(filter.agent) || filter.agent === ''
      ? facets.agents
      : [filter.agent, ...facets.agents]
  return (
    <search className="sluice-devtools-filters">
      <input
        type="search"
        className="sluice-devtools-input"
        placeholder={messages.searchSessions}
        aria-label={messages.searchSessions}
        maxLength={200}
        value={filter.search}
        onChange={event => onFilter({ ...filter, search: event.target.value })}
      />
      {agents.length > 1 && (
        <select
          className="sluice-devtools-input"
          aria-label={messages.agentColumn}
          value={filter.agent}
          onChange={event => onFilter({ ...filter, agent: event.target.value })}
        >
          <option value="">{messages.anyAgent}</option>
          {agents.map(agent => (
            <option key={agent} value={agent}>
              {agent}
            </option>
          ))}
        </select>
      )}
      <div className="sluice-devtools-chips" role="group" aria-label={messages.statusColumn}>
        {(['', ...sessionStatuses] as const).map(status => (
          <button
            key={status}
            type="button"
            className="sluice-devtools-chip"
            data-status={status || undefined}
            aria-pressed={filter.status === status}
            onClick={() => onFilter({ ...filter, status })}
          >
            {status === '' ? messages.anyStatus : messages.statusFilter[status]}
            {status !== '' && (
              <>
                {' '}
                <span className="sluice-devtools-chip-count">
                  {formatCount(facets.statuses.get(status) ?? 0)}
                </span>
              </>
            )}
          </button>
        ))}
      </div>
    </search>
  )
}
