import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { browserClock } from '../edge/browserClock.ts'
import { browserStorage } from '../edge/browserStorage.ts'
import { english } from './english.ts'
import { createFormat, type Format } from './format.ts'
import type { UiClock } from './UiClock.ts'
import type { UiMessages } from './UiMessages.ts'
import type { UiStorage } from './UiStorage.ts'

/** What every part reads its texts, formats and time from, and where it keeps what is the reader's alone. */
export interface Ui {
  readonly messages: UiMessages
  readonly format: Format
  readonly clock: UiClock
  readonly storage: UiStorage
}

/** The props of {@link UiProvider}; what is absent is inherited. */
export interface UiProviderProps {
  readonly messages?: Partial<UiMessages> | undefined
  /** A BCP 47 tag for numbers, durations and times; the reader's own when absent everywhere. */
  readonly locale?: string | undefined
  readonly clock?: UiClock | undefined
  /** Where drafts and the reader's place are kept; the browser's local storage when absent everywhere. */
  readonly storage?: UiStorage | undefined
  readonly children: ReactNode
}

const UiContext = createContext<Ui>({
  messages: english,
  format: createFormat(),
  clock: browserClock,
  storage: browserStorage,
})

/** The texts, formats, clock and storage of the nearest {@link UiProvider}; English and the reader's locale without one. */
export const useUi = (): Ui => useContext(UiContext)

/** Replaces texts, the locale, the clock or the storage for the parts below it. */
export function UiProvider({ messages, locale, clock, storage, children }: UiProviderProps) {
  const outer = useUi()
  const ui = useMemo<Ui>(
    () => ({
      messages: messages ? { ...outer.messages, ...messages } : outer.messages,
      format: locale ? createFormat(locale) : outer.format,
      clock: clock ?? outer.clock,
      storage: storage ?? outer.storage,
    }),
    [outer, messages, locale, clock, storage],
  )
  return <UiContext value={ui}>{children}</UiContext>
}
