import type { HubOptions } from '@sluice/server'

/** What makes principals of tokens. */
export type Authenticate = NonNullable<HubOptions['authenticate']>

/** A token of somebody, made at a time. */
export const makeToken = (principal: string, at: number): string => `${principal}@${at}`

/** Whose a token is. */
export const holderOf = (token: string): string => token.slice(0, token.indexOf('@'))

/** Until when a token is good, when it is for so long. */
export const goodUntil = (token: string | null, forMs: number): number =>
  Number(token?.slice(token.indexOf('@') + 1)) + forMs
