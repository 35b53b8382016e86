import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { pages } from './pages.ts'

// `?client=<name>&session=<id>`: the page of a client on a session of the server behind the gateway.
const query = new URLSearchParams(location.search)
const load = pages[query.get('client') ?? '']
const root = document.getElementById('page')
if (root === null || load === undefined) throw new Error('The address names no client that has a page.')

const { Page } = await load()
createRoot(root).render(
  <StrictMode>
    <Page session={query.get('session') ?? 's1'} />
  </StrictMode>,
)
