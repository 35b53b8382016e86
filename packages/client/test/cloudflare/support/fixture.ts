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
  readonly transcript: readonly Frame[] | null
  readonly traffic: readonly Entry[]
}

const folder = new URL('../golden/', import.meta.url)

/** The names of the scenarios whose traffic was captured. */
export const fixtureNames: readonly string[] = readdirSync(folder).map(file => file.replace('.json', ''))

/** Reads captured traffic. */
export const readFixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Fixture
