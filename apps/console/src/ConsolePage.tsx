import { ConnectionPanel, FileDrop, type OpenFile, SessionsPanel, useDevtools } from '@sluice/devtools'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { lazy, type MouseEvent, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import mark from './mark.svg'
import {
  filterOf,
  formatQuery,
  formatSession,
  parseSession,
  type Search,
  searchOfFilter,
  type searchOfSelection,
} from './search.ts'

const route = getRouteApi('/')

/** Chat, log and trees are loaded with the first session that is opened. */
const OpenSession = lazy(() =>
  import('./OpenSession.tsx').then(({ OpenSession }) => ({ default: OpenSession })),
)

const loadOpenedFile = () => import('./OpenedFile.tsx')

const OpenedFile = lazy(() => loadOpenedFile().then(({ OpenedFile }) => ({ default: OpenedFile })))

/** The console: the sessions, and what is looked at in the open one. All of it is in the URL. */
export function ConsolePage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { basepath } = useRouter()
  const { messages } = useDevtools()
  const session = useMemo(() => parseSession(search.session), [search.session])
  const filter = useMemo(() => filterOf(search), [search])
  const [file, setFile] = useState<OpenFile | null>(null)

  useEffect(() => {
    const name = file?.name ?? (session === null ? null : formatSession(session))
    document.title = name === null ? 'Sluice console' : `${name} · Sluice console`
  }, [session, file])

  const open = (word: string | undefined): Search => {
    const { session: _, offset: __, find: ___, failed: ____, ...kept } = search
    return word === undefined ? kept : { ...kept, session: word }
  }
  const hrefOf = (word: string | undefined) =>
    `${basepath}/${formatQuery({ ...open(word) })}`.replace('//', '/')
  const goTo = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    setFile(null)
    void navigate({ search: open(undefined) })
  }

  useEffect(() => {
    // A file is opened as well when the server is gone by then; what cannot be loaded now is tried again with the file.
    loadOpenedFile().catch(() => undefined)
  }, [])

  const onSearch = (next: ReturnType<typeof searchOfSelection>) =>
    void navigate({ search: old => readable({ ...old, ...next }), replace: true })
  const openFile = (next: OpenFile) => {
    setFile(next)
    // What was selected in another session says nothing here.
    void navigate({ search: open(undefined) })
  }

  const page = (openButton: ReactNode) => (
    <div
      className="sluice sluice-devtools console"
      data-open={session !== null || file !== null || undefined}
      data-file={file !== null || undefined}
    >
      <header className="console-header">
        <a className="console-home" href={hrefOf(undefined)} onClick={goTo}>
          <img src={mark} alt="" width={18} height={18} />
          <h1>Sluice console</h1>
        </a>
        {file !== null ? (
          <div className="console-path">
            <span>{file.name}</span>
            <span className="console-file">{formatSession(file.session)}</span>
            <button type="button" className="sluice-devtools-button" onClick={() => setFile(null)}>
              {messages.closeFile}
            </button>
          </div>
        ) : (
          session !== null && (
            <nav className="console-path" aria-label={messages.sessions}>
              <a className="console-back" href={hrefOf(undefined)} onClick={goTo}>
                {messages.sessions}
              </a>
              <span aria-current="page">{formatSession(session)}</span>
            </nav>
          )
        )}
        <span className="console-open">{openButton}</span>
        {file === null && <ConnectionPanel />}
      </header>
      <main className="console-main">
        {file === null && (
          <SessionsPanel
            filter={filter}
            onFilter={next =>
              void navigate({ search: old => readable({ ...old, ...searchOfFilter(next) }), replace: true })
            }
            selected={session}
            onOpen={next => void navigate({ search: open(formatSession(next)) })}
            hrefOf={next => hrefOf(formatSession(next))}
          />
        )}
        {file !== null && (
          <Suspense fallback={<div className="sluice-devtools" />}>
            <OpenedFile key={file.name} file={file} search={search} onSearch={onSearch} />
          </Suspense>
        )}
        {file === null && session !== null && (
          <Suspense fallback={<div className="sluice-devtools" />}>
            <OpenSession key={formatSession(session)} session={session} search={search} onSearch={onSearch} />
          </Suspense>
        )}
      </main>
    </div>
  )
  return <FileDrop onOpen={openFile}>{page}</FileDrop>
}

/** A search without the fields that are undefined. */
function readable(search: { readonly [K in keyof Search]: Search[K] | undefined }): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
