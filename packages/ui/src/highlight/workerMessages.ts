import type { LanguageRegistration } from '@shikijs/types'
import type { CodeToken } from './tokenKinds.ts'

/** What the page asks its worker. The grammar goes with it: a worker that loads nothing can be bundled in any way. */
export interface Question {
  readonly id: number
  readonly code: string
  readonly language: string
  readonly grammar: readonly LanguageRegistration[]
}

/** What the worker answers. */
export interface Answer {
  readonly id: number
  readonly tokens: readonly CodeToken[]
}
