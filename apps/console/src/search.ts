import {
  type CoursePanel,
  everyFamily,
  everySession,
  formatFamilyFilter,
  parseFamilyFilter,
  type Selection,
  type SessionFilter,
  sessionStatuses,
  type UsageGroup,
  type UsageMeasure,
  type UsageRange,
  type UsageSelection,
  type ViewSide,
} from '@sluice/devtools'
import { serverAddress } from './server/serverAddress.ts'

/** Everything that is selected in the console, as it stands in the URL. What is absent is the default. */
export interface Search {
  /** The address of the server; the page's own when absent. */
  readonly server?: string
  /** `agent/id`. */
  readonly session?: string
  readonly offset?: string
  /** Families of events, such as `tool,approval` or `-part`. */
  readonly events?: string
  /** What an event of the log has to hold. */
  readonly find?: string
  /** `yes` for only what failed. */
  readonly failed?: 'yes'
  readonly panel?: CoursePanel
  readonly side?: ViewSide
  /** A place of the state, such as `/plan/0`. */
  readonly path?: string
  /** The offset with which the state is compared. */
  readonly against?: string
  /** `agent/id` of the session with which this one is compared. */
  readonly other?: string
  /** What is looked at beside the sessions. */
  readonly place?: Place
  /** What usage is shown by, what is counted, and how far back. */
  readonly by?: UsageGroup
  readonly measure?: UsageMeasure
  readonly range?: UsageRange
  /** The filter of the sessions. */
  readonly q?: string
  readonly agent?: string
  readonly status?: SessionFilter['status']
}

/** What is looked at over all sessions; the list of them when none is named. */
export type Place = 'approvals' | 'wakes' | 'usage' | 'connections'

/** The places, in the order in which they are offered. */
export const places: readonly Place[] = ['approvals', 'wakes', 'usage', 'connections']

const groups: readonly UsageGroup[] = ['agent', 'model', 'tool']
const measures: readonly UsageMeasure[] = ['cost', 'tokens', 'calls', 'time']
const ranges: readonly UsageRange[] = ['day', 'week', 'month', 'all']

const sides: readonly ViewSide[] = ['conversation', 'state', 'open', 'context']

const panels: readonly CoursePanel[] = ['waterfall', 'compare']

const isOffset = (word: string): boolean => /^\d{16}_[a-z0-9]{8}$/.test(word)

/** A pointer of the URL, `/` being the whole document; undefined where it is none. */
const pointerOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\//.test(value) && value.length <= 500 ? value : undefined

const text = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '')

/** Keeps of a URL what the console knows, and drops everything else. */
export function readSearch(input: Readonly<Record<string, unknown>>): Search {
  const server = input.server === undefined ? null : serverAddress(text(input.server, 300))
  const session = text(input.session, 200)
  const offset = text(input.offset, 25)
  const against = text(input.against, 25)
  const other = text(input.other, 200)
  const panel = panels.find(known => known === input.panel)
  const path = pointerOf(input.path)
  const agent = text(input.agent, 64)
  const status = sessionStatuses.find(known => known === input.status)
  const side = sides.find(known => known === input.side)
  const place = places.find(known => known === input.place)
  const by = groups.find(known => known === input.by)
  const measure = measures.find(known => known === input.measure)
  const range = ranges.find(known => known === input.range)
  const find = text(input.find, 200)
  const q = text(input.q, 200)
  const events = formatFamilyFilter(parseFamilyFilter(text(input.events, 300)))
  return {
    ...(server === null ? {} : { server }),
    ...(parseSession(session) === null ? {} : { session }),
    ...(isOffset(offset) ? { offset } : {}),
    ...(events === '' ? {} : { events }),
    ...(find === '' ? {} : { find }),
    ...(input.failed === 'yes' ? { failed: 'yes' } : {}),
    ...(panel === undefined ? {} : { panel }),
    ...(path === undefined ? {} : { path }),
    ...(isOffset(against) ? { against } : {}),
    ...(parseSession(other) === null ? {} : { other }),
    ...(side === undefined ? {} : { side }),
    ...(place === undefined ? {} : { place }),
    ...(by === undefined ? {} : { by }),
    ...(measure === undefined ? {} : { measure }),
    ...(range === undefined ? {} : { range }),
    ...(q === '' ? {} : { q }),
    ...(/^[A-Za-z0-9_.-]+$/.test(agent) ? { agent } : {}),
    ...(status === undefined ? {} : { status }),
  }
}

/** The session that a word of the URL names, or null. */
export function parseSession(
  word: string | undefined,
): { readonly agent: string; readonly id: string } | null {
  const [, agent, id] = /^([A-Za-z0-9_.-]{1,64})\/([A-Za-z0-9._~-]{1,128})$/.exec(word ?? '') ?? []
  return agent === undefined || id === undefined ? null : { agent, id }
}

/** The word of the URL that names a session. */
export function formatSession({ agent, id }: { readonly agent: string; readonly id: string }): string {
  return `${agent}/${id}`
}

/** What is looked at in the open session. */
export function selectionOf(search: Search): Selection {
  const { offset, events, find, failed, panel, side, path, against, other } = search
  return {
    offset: offset ?? null,
    families: events === undefined ? everyFamily : parseFamilyFilter(events),
    find: find ?? '',
    onlyFailed: failed === 'yes',
    panel: panel ?? 'log',
    side: side ?? 'conversation',
    path: path === undefined ? null : path === '/' ? '' : path,
    against: against ?? null,
    other: parseSession(other),
  }
}

/** The fields of the URL that stand for a selection; undefined ones are taken out of it. */
export function searchOfSelection(selection: Selection) {
  const { offset, families, find, onlyFailed, panel, side, path, against, other } = selection
  return {
    offset: offset ?? undefined,
    events: formatFamilyFilter(families) || undefined,
    find: find || undefined,
    failed: onlyFailed ? ('yes' as const) : undefined,
    panel: panel === 'log' ? undefined : panel,
    side: side === 'conversation' ? undefined : side,
    path: path === null ? undefined : path || '/',
    against: against ?? undefined,
    other: other === null ? undefined : formatSession(other),
  }
}

/** What of the usage is looked at. */
export function usageOf({ by, measure, range }: Search): UsageSelection {
  return { by: by ?? 'model', measure: measure ?? 'tokens', range: range ?? 'week' }
}

/** The fields of the URL that stand for what of the usage is looked at. */
export function searchOfUsage({ by, measure, range }: UsageSelection) {
  return {
    by: by === 'model' ? undefined : by,
    measure: measure === 'tokens' ? undefined : measure,
    range: range === 'week' ? undefined : range,
  }
}

/** Which sessions are listed. */
export function filterOf({ q, agent, status }: Search): SessionFilter {
  return {
    search: q ?? everySession.search,
    agent: agent ?? everySession.agent,
    status: status ?? everySession.status,
  }
}

/** The fields of the URL that stand for a filter of the sessions. */
export function searchOfFilter({ search, agent, status }: SessionFilter) {
  return { q: search || undefined, agent: agent || undefined, status: status || undefined }
}

/** Reads a query string as plain words. */
export function parseQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

/** Writes plain words as a query string; slashes, colons and commas are left as they are, since a query may hold them. */
export function formatQuery(search: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const query = new URLSearchParams(words)
    .toString()
    .replaceAll('%2F', '/')
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
  return query === '' ? '' : `?${query}`
}
