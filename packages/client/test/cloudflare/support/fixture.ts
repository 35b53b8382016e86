import { readdirSync, readFileSync } from 'node:fs'

/** A frame of theirs or ours. */
export type Frame = Readonly<Record<string, unknown>> & { readonly type?: string }

/** Something that happened on a connection: it opened or ended, one side said something, the transcript was answered. */
export type Entry =
  | readonly ['open' | 'cut']
  | readonly ['closed', number, string]
  | readonly ['in' | 'out', Frame]
  | readonly ['get', number, unknown]

/** What went over the wire while a scenario was played on a running server, and what the server held in the end. */
export interface Fixture {
  readonly agent: string
  readonly isChannel?: boolean
  readonly transcript: readonly Frame[] | null
  readonly traffic: readonly Entry[]
}

const folder = new URL('../golden/', import.meta.url)

const namesIn = (path: string): readonly string[] =>
  readdirSync(new URL(path, folder)).flatMap(file =>
    file.endsWith('.json') ? [path + file.slice(0, -5)] : [],
  )

/** The names of the scenarios whose traffic was captured. */
export const fixtureNames: readonly string[] = namesIn('')

/** The names of those that were played over a Web Channel. */
export const channelNames: readonly string[] = namesIn('channel/')

/** Reads captured traffic. */
export const readFixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Fixture
