import type { RefObject } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import type { SendMode } from '../text/vocabulary.ts'
import type { Attachments } from './useAttachments.ts'
import type { Completions } from './useCompletions.ts'

/** `stopping` while a stop of this page is on its way. */
export type ComposerStatus = 'idle' | 'running' | 'stopping'

/** What the parts of a composer expose: `data-composer-status`, `data-send-mode`, `data-empty`, and `data-dropping` while files are held over it. */
export interface ComposerState {
  readonly composerStatus: ComposerStatus
  /** How a message joins the run that is going; null while none is. [R4] */
  readonly sendMode: SendMode | null
  readonly empty: boolean
  readonly dropping: boolean
}

/** What the parts of a composer know of it. */
export interface ComposerContextValue {
  readonly text: string
  readonly state: ComposerState
  readonly attachments: Attachments
  readonly completions: Completions
  readonly input: RefObject<HTMLTextAreaElement | null>
  /** There is something to send and nothing that holds it up. */
  readonly canSend: boolean
  setText(text: string): void
  setMode(mode: SendMode): void
  submit(): void
  stop(): void
}

const [ComposerContext, useComposer] = createPartContext<ComposerContextValue>('Composer.Root')

export { ComposerContext, useComposer }
