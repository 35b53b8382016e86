/** The props of {@link EmptyNote}. */
export interface EmptyNoteProps {
  readonly title: string
  readonly text?: string | undefined
  readonly tone?: 'plain' | 'bad'
  readonly isBusy?: boolean
}

/** Says why a panel has nothing to show. */
export function EmptyNote({ title, text, tone = 'plain', isBusy = false }: EmptyNoteProps) {
  return (
    <div className="sluice-devtools-empty" role="status" data-tone={tone} data-busy={isBusy || undefined}>
      <p className="sluice-devtools-empty-title">{title}</p>
      {text !== undefined && <p>{text}</p>}
    </div>
  )
}
