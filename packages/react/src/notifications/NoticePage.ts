import type { SessionRef } from '@sluice/protocol'

/** Something that a person who does not look should know. */
export interface Notice {
  /** The same in each page of the browser. */
  readonly key: string
  /** `asked` when a run waits for an answer, `completed` or `failed` when it ended. */
  readonly kind: 'asked' | 'completed' | 'failed'
  readonly session: SessionRef
  /** The session's title, or empty. */
  readonly title: string
}

/** Words of a notice. */
export interface NoticeText {
  readonly title: string
  readonly body: string
}

/** What notices need of a page of a browser. [X1] */
export interface NoticePage {
  isHidden(): boolean
  /** Tells when the page is hidden or shown; returns the unsubscribe. */
  onVisibility(listener: () => void): () => void
  /** Shows in title and badge how many notices were not seen; 0 takes that back. */
  mark(count: number): void
  /** Resolves with true in one page of the browser, for a while. */
  claim(key: string): Promise<boolean>
  /** Whether notices may be shown outside of the page; `unsupported` where there are none. */
  permission(): NotificationPermission | 'unsupported'
  /** Asks the person; only of use in answer to a click. */
  ask(): Promise<void>
  /** Shows a notice outside of the page; one with the key of an earlier one replaces it. `opened` is called when the person clicks it. */
  show(key: string, text: NoticeText, opened: () => void): void
}
