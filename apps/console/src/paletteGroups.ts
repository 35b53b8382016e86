import { type CoursePanel, type DevtoolsMessages, pressKey, type ViewSide } from '@sluice/devtools'
import type { PaletteEntry } from './Palette.tsx'
import { type Place, places } from './search.ts'

/** What the entries of the palette do. */
export interface PaletteActions {
  readonly messages: DevtoolsMessages
  /** Whether a session is looked at. */
  readonly isOpen: boolean
  /** Whether that is a file, which cannot be forked. */
  readonly isFile: boolean
  readonly onPlace: (place: Place | null) => void
  readonly onSearch: (search: {
    readonly panel?: CoursePanel
    readonly side?: ViewSide
    readonly offset?: undefined
  }) => void
}

/** The entries of the palette: the places, and, where a session is open, its panels and what there is a key for. */
export function paletteGroups({ messages, isOpen, isFile, onPlace, onSearch }: PaletteActions) {
  const names: Readonly<Record<Place, string>> = {
    approvals: messages.approvals,
    wakes: messages.timersAndFibers,
    usage: messages.usage,
    connections: messages.connections,
  }
  const go: PaletteEntry[] = [
    { label: messages.sessions, run: () => onPlace(null) },
    ...places.map(place => ({ label: names[place], run: () => onPlace(place) })),
  ]
  const key = (label: string, keys: string): PaletteEntry => ({ label, keys, run: () => pressKey(keys) })
  const inSession: PaletteEntry[] = [
    key(messages.nextError, 'e'),
    key(messages.previousError, 'E'),
    key(messages.nextApproval, 'a'),
    key(messages.previousApproval, 'A'),
    key(messages.findEvents, '/'),
    { label: messages.backToLive, run: () => onSearch({ offset: undefined }) },
    { label: messages.log, run: () => onSearch({ panel: 'log' }) },
    { label: messages.waterfall, run: () => onSearch({ panel: 'waterfall' }) },
    { label: messages.conversation, run: () => onSearch({ side: 'conversation' }) },
    { label: messages.state, run: () => onSearch({ side: 'state' }) },
    { label: messages.openThings, run: () => onSearch({ side: 'open' }) },
    { label: messages.context, run: () => onSearch({ side: 'context' }) },
    ...(isFile ? [] : [key(messages.forkSession, 'f')]),
  ]
  return [
    ...(isOpen ? ([[messages.paletteKeys, inSession]] as const) : []),
    [messages.places, go],
  ] as const satisfies readonly (readonly [string, readonly PaletteEntry[]])[]
}
