import { useDevtools } from '@sluice/devtools'
import { useSessions } from '@sluice/react'
import { Command } from 'cmdk'
import { useEffect, useRef } from 'react'

/** Something that the palette offers. */
export interface PaletteEntry {
  readonly label: string
  /** The key that does the same. */
  readonly keys?: string
  readonly run: () => void
}

/** The props of {@link Palette}. */
export interface PaletteProps {
  /** By the heading of their group. */
  readonly groups: readonly (readonly [heading: string, entries: readonly PaletteEntry[]])[]
  readonly onSession: (session: { readonly agent: string; readonly id: string }) => void
  readonly onClose: () => void
}

/** As many sessions as one looks through by typing. */
const sessions = { limit: 200 } as const

/** Everything that can be gone to or done, found by typing; what has a key shows it. */
export function Palette({ groups, onSession, onClose }: PaletteProps) {
  const { messages } = useDevtools()
  const { rows } = useSessions(sessions)
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal()
    // A modal dialog takes the first thing that can have the focus, which is the list around the field.
    input.current?.focus()
  }, [])
  const choose = (run: () => void) => () => {
    onClose()
    run()
  }
  return (
    <dialog
      ref={dialog}
      className="sluice sluice-devtools sluice-devtools-dialog console-palette"
      aria-label={messages.palette}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => event.target === event.currentTarget && onClose()}
      onKeyDown={event => event.stopPropagation()}
    >
      <Command label={messages.palette} loop>
        <Command.Input
          ref={input}
          className="sluice-devtools-input"
          placeholder={messages.palettePlaceholder}
        />
        <Command.List>
          <Command.Empty>{messages.paletteEmpty}</Command.Empty>
          {groups.map(([heading, entries]) => (
            <Command.Group key={heading} heading={heading}>
              {entries.map(({ label, keys, run }) => (
                <Command.Item key={label} value={`${heading} ${label}`} onSelect={choose(run)}>
                  <span>{label}</span>
                  {keys !== undefined && <kbd>{keys}</kbd>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          <Command.Group heading={messages.sessions}>
            {rows.map(({ agent, id, title }) => (
              <Command.Item
                key={`${agent}/${id}`}
                value={`${title} ${agent}/${id}`}
                onSelect={choose(() => onSession({ agent, id }))}
              >
                <bdi>{title || messages.untitled}</bdi>
                <code>
                  {agent}/{id}
                </code>
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </dialog>
  )
}
