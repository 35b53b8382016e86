import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCompact } from '../text/format.ts'
import { type Family, families } from './family.ts'
import { everyFamily, type FamilyFilter, isShown, onlyFamily, toggleFamily } from './familyFilter.ts'

/** The props of {@link FamilyChips}. */
export interface FamilyChipsProps {
  readonly filter: FamilyFilter
  readonly tally: ReadonlyMap<Family, number>
  readonly onChange: (filter: FamilyFilter) => void
}

/** The families of a log, each to be shown or hidden. */
export function FamilyChips({ filter, tally, onChange }: FamilyChipsProps) {
  const { messages } = useDevtools()
  const isFiltered = filter.families.length > 0
  return (
    <div className="sluice-devtools-chips" role="group" aria-label={messages.families}>
      <button
        type="button"
        className="sluice-devtools-chip"
        aria-pressed={!isFiltered}
        onClick={() => onChange(everyFamily)}
      >
        {messages.allFamilies}
      </button>
      {families
        .filter(family => tally.has(family) || filter.families.includes(family))
        .map(family => (
          <button
            key={family}
            type="button"
            className="sluice-devtools-chip"
            data-family={family}
            aria-pressed={isShown(filter, family)}
            title={messages.familyHint}
            onClick={event =>
              onChange(event.shiftKey ? onlyFamily(filter, family) : toggleFamily(filter, family))
            }
          >
            {family}{' '}
            <span className="sluice-devtools-chip-count">{formatCompact(tally.get(family) ?? 0)}</span>
          </button>
        ))}
    </div>
  )
}
