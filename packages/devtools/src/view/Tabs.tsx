import { type KeyboardEvent, type ReactNode, useId } from 'react'

/** One tab of {@link Tabs}. */
export interface Tab<T extends string> {
  readonly name: T
  readonly label: ReactNode
}

/** The props of {@link Tabs}. */
export interface TabsProps<T extends string> {
  readonly label: string
  readonly tabs: readonly Tab<T>[]
  readonly selected: T
  readonly onSelect: (name: T) => void
  /** What the selected tab shows. */
  readonly children: ReactNode
}

/** Tabs with keys by the ARIA pattern: arrows, home and end select. */
export function Tabs<T extends string>({ label, tabs, selected, onSelect, children }: TabsProps<T>) {
  const id = useId()
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const index = tabs.findIndex(tab => tab.name === selected)
    const targets: Record<string, number> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: tabs.length - 1,
    }
    const target = Object.hasOwn(targets, event.key)
      ? tabs.at((targets[event.key] ?? 0) % tabs.length)
      : undefined
    if (target === undefined) return
    event.preventDefault()
    onSelect(target.name)
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${target.name}"]`)?.focus()
  }
  return (
    <>
      <div className="sluice-devtools-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(tab => (
          <button
            key={tab.name}
            id={`${id}-${tab.name}`}
            type="button"
            role="tab"
            className="sluice-devtools-tab"
            data-tab={tab.name}
            aria-selected={tab.name === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.name === selected ? 0 : -1}
            onClick={() => onSelect(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        id={`${id}-panel`}
        className="sluice-devtools-tabpanel"
        role="tabpanel"
        aria-labelledby={`${id}-${selected}`}
      >
        {children}
      </div>
    </>
  )
}
