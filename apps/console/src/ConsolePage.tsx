import { ConnectionPanel, SessionsPanel, useDevtools } from '@sluice/devtools'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { lazy, type MouseEvent, Suspense, useEffect, useMemo } from 'react'
import mark from './mark.svg'
import { filterOf, formatQuery, formatSession, parseSession, type Search, searchOfFilter } from './search.ts'

const route = getRouteApi('/')

/** Chat, log and trees are loaded with the first session that is opened. */
const OpenSession = lazy(() =>
  import('./OpenSession.tsx').then(({ OpenSession }) => ({ default: OpenSession })),
)

/** The console: the sessions, and what is looked at in the open one. All of it is in the URL. */
export function ConsolePage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { basepath } = useRouter()
  const { messages } = useDevtools()
  const session = useMemo(() => parseSession(search.session), [search.session])
  const filter = useMemo(() => filterOf(search), [search])

  useEffect(() => {
    document.title = session === null ? 'Sluice console' : `${formatSession(session)} · Sluice console`
  }, [session])

  const open = (word: string | undefined): Search => {
    const { session: _, offset: __, ...kept } = search
    return word === undefined ? kept : { ...kept, session: word }
  }
  const hrefOf = (word: string | undefined) =>
    `${basepath}/${formatQuery({ ...open(word) })}`.replace('//', '/')
  const goTo = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ search: open(undefined) })
  }

  return (
    <div className="sluice sluice-devtools console" data-open={session !== null || undefined}>
      <header className="console-header">
        <a className="console-home" href={hrefOf(undefined)} onClick={goTo}>
          <img src={mark} alt="" width={18} height={18} />
          <h1>Sluice console</h1>
        </a>
        {session !== null && (
          <nav className="console-path" aria-label={messages.sessions}>
            <a className="console-back" href={hrefOf(undefined)} onClick={goTo}>
              {messages.sessions}
            </a>
            <span aria-current="page">{formatSession(session)}</span>
          </nav>
        )}
        <ConnectionPanel />
      </header>
      <main className="console-main">
        <SessionsPanel
          filter={filter}
          onFilter={next =>
            void navigate({ search: old => readable({ ...old, ...searchOfFilter(next) }), replace: true })
          }
          selected={session}
          onOpen={next => void navigate({ search: open(formatSession(next)) })}
          hrefOf={next => hrefOf(formatSession(next))}
        />
        {session !== null && (
          <Suspense fallback={<div className="sluice-devtools" />}>
            <OpenSession
              key={formatSession(session)}
              session={session}
              search={search}
              onSearch={next =>
                void navigate({ search: old => readable({ ...old, ...next }), replace: true })
              }
            />
          </Suspense>
        )}
      </main>
    </div>
  )
}

/** A search without the fields that are undefined. */
function readable(search: { readonly [K in keyof Search]: Search[K] | undefined }): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
