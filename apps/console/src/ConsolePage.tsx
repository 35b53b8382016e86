import {
  ConnectionPanel,
  FileDrop,
  isTyping,
  type OpenFile,
  type SessionLinks,
  SessionsPanel,
  useDevtools,
} from '@sluice/devtools'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { lazy, type MouseEvent, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import mark from './mark.svg'
import { PlaceLinks } from './PlaceLinks.tsx'
import { paletteGroups } from './paletteGroups.ts'
import {
  filterOf,
  formatQuery,
  formatSession,
  type Place,
  parseSession,
  readSearch,
  type Search,
  searchOfFilter,
  type searchOfSelection,
  searchOfUsage,
  usageOf,
} from './search.ts'
import { ServerButton, type ServerButtonProps } from './server/ServerButton.tsx'

const route = getRouteApi('/')

/** Chat, log and trees are loaded with the first session that is opened. */
const OpenSession = lazy(() =>
  import('./OpenSession.tsx').then(({ OpenSession }) => ({ default: OpenSession })),
)

const loadPalette = () => import('./Palette.tsx')

const Palette = lazy(() => loadPalette().then(({ Palette }) => ({ default: Palette })))

const PlacePanel = lazy(() => import('./PlacePanel.tsx').then(({ PlacePanel }) => ({ default: PlacePanel })))

const loadOpenedFile = () => import('./OpenedFile.tsx')

const OpenedFile = lazy(() => loadOpenedFile().then(({ OpenedFile }) => ({ default: OpenedFile })))

/** The console: the sessions, and what is looked at in the open one. All of it is in the URL. */
export function ConsolePage(server: ServerButtonProps) {
  const words = route.useSearch()
  // The router keeps the words of an address that nobody asked for beside those that are known.
  const search = useMemo(() => readSearch(words), [words])
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

  const place = session === null && file === null ? (search.place ?? null) : null
  const open = (word: string | undefined, to: Place | null = null): Search => {
    const { session: _, offset: __, find: ___, failed: ____, place: _____, ...rest } = search
    const { path: ______, against: _______, other: ________, panel, ...kept } = rest
    return {
      ...kept,
      ...(panel === 'waterfall' ? { panel } : {}),
      ...(word === undefined ? {} : { session: word }),
      ...(to === null ? {} : { place: to }),
    }
  }
  const hrefOf = (word: string | undefined, to: Place | null = null) =>
    `${basepath}/${formatQuery({ ...open(word, to) })}`.replace('//', '/')
  const goTo = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    setFile(null)
    void navigate({ search: open(undefined) })
  }

  useEffect(() => {
    // A file is opened as well when the server is gone by then; what cannot be loaded now is tried again with the file.
    loadOpenedFile().catch(() => undefined)
    // What is typed right behind its key has to find it there.
    loadPalette().catch(() => undefined)
  }, [])

  const onSearch = (next: ReturnType<typeof searchOfSelection>) =>
    void navigate({ search: old => readable({ ...old, ...next }), replace: true })
  const openSession = (next: Parameters<SessionLinks['onOpen']>[0]) =>
    void navigate({ search: open(formatSession(next)) })
  const openFile = (next: OpenFile) => {
    setFile(next)
    // What was selected in another session says nothing here.
    void navigate({ search: open(undefined) })
  }

  const [hasPalette, setPalette] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isCombination = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
      if (!isCombination && (event.key !== '?' || isTyping(event.target))) return
      event.preventDefault()
      setPalette(true)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

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
        {session === null && file === null && (
          <PlaceLinks
            place={place}
            hrefOf={to => hrefOf(undefined, to)}
            onPlace={to => void navigate({ search: open(undefined, to) })}
          />
        )}
        <span className="console-open">{openButton}</span>
        {file === null && <ServerButton key={server.server} {...server} />}
        {file === null && <ConnectionPanel />}
      </header>
      <main className="console-main">
        {place !== null && (
          <Suspense fallback={<div className="sluice-devtools" />}>
            <PlacePanel
              place={place}
              usage={usageOf(search)}
              onUsage={next =>
                void navigate({ search: old => readable({ ...old, ...searchOfUsage(next) }), replace: true })
              }
              onOpen={openSession}
              hrefOf={next => hrefOf(formatSession(next))}
            />
          </Suspense>
        )}
        {file === null && place === null && (
          <SessionsPanel
            filter={filter}
            onFilter={next =>
              void navigate({ search: old => readable({ ...old, ...searchOfFilter(next) }), replace: true })
            }
            selected={session}
            onOpen={openSession}
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
            <OpenSession
              key={formatSession(session)}
              session={session}
              search={search}
              onSearch={onSearch}
              links={{ onOpen: openSession, hrefOf: next => hrefOf(formatSession(next)) }}
              onForked={made =>
                void navigate({
                  search: {
                    ...open(formatSession(made)),
                    ...{ other: formatSession(session), panel: 'compare' },
                  },
                })
              }
            />
          </Suspense>
        )}
      </main>
      {hasPalette && (
        <Suspense>
          <Palette
            groups={paletteGroups({
              messages,
              isOpen: session !== null || file !== null,
              isFile: file !== null,
              onPlace: to => {
                setFile(null)
                void navigate({ search: open(undefined, to) })
              },
              onSearch: next =>
                void navigate({ search: old => readable({ ...old, ...next }), replace: true }),
            })}
            onSession={next => {
              setFile(null)
              openSession(next)
            }}
            onClose={() => setPalette(false)}
          />
        </Suspense>
      )}
    </div>
  )
  return <FileDrop onOpen={openFile}>{page}</FileDrop>
}

/** A search without the fields that are undefined. */
function readable(search: { readonly [K in keyof Search]: Search[K] | undefined }): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
