import type { HubOptions } from '@sluice/server'

/** Those who sign in with a cookie, one after the other. */
export const visitors = ['cid', 'dot'] as const

const isVisitor = (principal: string): boolean => visitors.some(visitor => visitor === principal)

/** What makes principals of tokens. */
export type Authenticate = NonNullable<HubOptions['authenticate']>

/** A token of somebody, made at a time. */
export const makeToken = (principal: string, at: number): string => `${principal}@${at}`

/** Whose a token is. */
export const holderOf = (token: string): string => token.slice(0, token.indexOf('@'))

/** Of which tenant somebody is: visitors are each of one of their own, so that the same session is another one for each. */
export const tenantOf = (principal: string): string => (isVisitor(principal) ? `of ${principal}` : 'acme')

/** Until when a token is good, when it is for so long. */
export const goodUntil = (token: string | null, forMs: number): number =>
  Number(token?.slice(token.indexOf('@') + 1)) + forMs
