/** What the files of one folder may import from us. Without a row of its own, a folder has the row of its parent. */
export interface ImportRow {
  readonly folder: string
  /** Names of packages, without the scope; `testkit/react` is an entry of its own. */
  readonly may: readonly string[]
  /** Packages of `may` whose types alone may be imported. */
  readonly typesOnly?: readonly string[]
}

/**
 * The arrows between the workspaces: the browser side and the server side meet only on the wire, in `protocol` and in `fold`.
 * Whoever changes a row changes the table of AGENTS.md with it, and gives the reason in the commit.
 */
export const importTable: readonly ImportRow[] = [
  { folder: 'packages/protocol', may: [] },
  { folder: 'packages/fold', may: ['protocol'] },
  { folder: 'packages/testkit', may: ['protocol', 'fold'] },
  { folder: 'packages/testkit/src/react', may: ['protocol', 'fold', 'react', 'client'] },
  // What testkit makes for an application is tested with real clients and components.
  {
    folder: 'packages/testkit/test',
    may: ['protocol', 'fold', 'react', 'client', 'testkit', 'testkit/react'],
  },
  { folder: 'packages/client', may: ['protocol', 'fold'] },
  { folder: 'packages/react', may: ['client', 'fold', 'protocol'], typesOnly: ['protocol'] },
  { folder: 'packages/ui', may: ['react', 'fold', 'protocol'], typesOnly: ['protocol'] },
  { folder: 'packages/devtools', may: ['ui', 'react', 'client', 'fold', 'protocol'] },
  { folder: 'packages/server', may: ['protocol', 'fold'] },
  { folder: 'packages/runtime', may: ['server', 'fold', 'protocol'] },
  // An add-on for a Flue server, which knows nothing of ours.
  { folder: 'packages/flue-live', may: [] },
  { folder: 'packages/cli', may: ['runtime', 'server', 'client', 'fold', 'protocol'] },
  // Its page has a switch between our server and others, whose backends are the client's.
  { folder: 'apps/demo', may: ['react', 'ui', 'devtools', 'client'] },
  { folder: 'apps/demo/agents', may: ['runtime', 'server'] },
  // A test that the console made of a session is run on an agent of the demo.
  { folder: 'apps/demo/test', may: ['react', 'devtools', 'runtime', 'testkit'] },
  { folder: 'apps/console', may: ['devtools', 'ui', 'react', 'client'] },
  { folder: 'storybook', may: ['ui', 'devtools', 'react', 'testkit', 'testkit/react'] },
  // The add-on runs on the Flue server that scenarios play on.
  { folder: 'e2e', may: ['testkit', 'flue-live'] },
  // Programs that tests start as processes of their own, where no app has what they are to show.
  { folder: 'e2e/servers', may: ['runtime'] },
  // Pages with our chat on each server, and our server among those that scenarios run against.
  { folder: 'e2e/backends/pages', may: ['ui', 'react', 'client'] },
  // The client alone, in two builds.
  { folder: 'e2e/people/page', may: ['client'] },
  { folder: 'e2e/backends/sluice', may: ['runtime', 'fold', 'testkit'] },
  // The simulation runs the real server and real clients in one process, and testkit may not see either.
  { folder: 'e2e/simulation', may: ['testkit', 'server', 'client', 'fold', 'protocol'] },
]

/** Tests and benches may import these beside the row of their package: builders, suites, and the package itself by its name. */
export function mayInTests(row: ImportRow): readonly string[] {
  const [kind, own] = row.folder.split('/')
  if (kind !== 'packages' || own === undefined) return row.may
  const seesReact = row.may.includes('react') || own === 'react'
  return [...row.may, own, 'testkit', ...(seesReact ? ['testkit/react'] : [])]
}

/** Modules from npm that the pure packages may import; there is no clock, socket or file behind them. */
export const pureImports: Readonly<Record<string, readonly string[]>> = {
  'packages/protocol': ['valibot'],
  'packages/fold': [],
}

/** Packages that run in a browser: nothing of Node may be imported there. */
export const browserFolders: readonly string[] = [
  'packages/protocol',
  'packages/fold',
  'packages/client',
  'packages/react',
  'packages/ui',
  'packages/devtools',
  'apps/console',
  'storybook',
]
