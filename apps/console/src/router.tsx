import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { ConnectedConsole } from './ConnectedConsole.tsx'
import { formatQuery, parseQuery, readSearch } from './search.ts'

const root = createRootRoute()

/** The one page of the console; what it shows is in its search parameters, so that a link restores it. */
const page = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readSearch,
  component: ConnectedConsole,
})

/** The router of the console. */
export const router = createRouter({
  routeTree: root.addChildren([page]),
  basepath: import.meta.env.BASE_URL,
  parseSearch: parseQuery,
  stringifySearch: formatQuery,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
