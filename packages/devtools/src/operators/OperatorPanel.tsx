import type { ReactNode } from 'react'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { Answer } from './useAnswer.ts'

/** The props of {@link OperatorPanel}. */
export interface OperatorPanelProps<T> {
  readonly name: string
  readonly title: string
  readonly answer: Answer<T>
  /** What stands beside the title. */
  readonly tools?: ReactNode
  readonly children: (value: T) => ReactNode
}

/** The frame of a panel that shows what the server answered last. */
export function OperatorPanel<T>({ name, title, answer, tools, children }: OperatorPanelProps<T>) {
  const { messages } = useDevtools()
  const { value, problem } = answer
  return (
    <section
      className={`sluice-devtools-panel sluice-devtools-operator sluice-devtools-${name}`}
      aria-label={title}
    >
      <header className="sluice-devtools-toolbar">
        <h2 className="sluice-devtools-heading">{title}</h2>
        {tools}
      </header>
      <div className="sluice-devtools-scroll" tabIndex={-1}>
        {problem !== null && value !== null && (
          <p className="sluice-devtools-notice" data-tone="bad">
            {problem}
          </p>
        )}
        {value !== null ? (
          children(value)
        ) : problem !== null ? (
          <EmptyNote title={problem} tone="bad" />
        ) : (
          <EmptyNote title={messages.loading} isBusy />
        )}
      </div>
    </section>
  )
}
