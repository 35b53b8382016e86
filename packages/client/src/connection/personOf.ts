import type { ConnectionView } from './view.ts'

/** A name for whom the server last greeted: the principal within its tenant. It is no secret. [C11] */
export const personOf = ({ tenant, principal }: Pick<ConnectionView, 'tenant' | 'principal'>): string =>
  JSON.stringify([tenant, principal])
