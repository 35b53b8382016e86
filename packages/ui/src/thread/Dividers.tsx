import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'

/** The props of {@link Day}. */
export type ThreadDayProps = PartProps<'div'> & {
  /** Any time of the day, in ms. */
  readonly at: number
}

/** Says which day begins here. */
export function Day({ at, ...props }: ThreadDayProps) {
  const { format } = useUi()
  const now = useNow(false, 60_000)
  const children = <time dateTime={new Date(at).toISOString()}>{format.day(at, now)}</time>
  return usePartElement('div', 'thread-day', {}, props, { children })
}

/** Says that the reader has not seen what follows. */
export function New(props: PartProps<'div'>) {
  return usePartElement('div', 'thread-new', {}, props, { children: useUi().messages.newMessages })
}
