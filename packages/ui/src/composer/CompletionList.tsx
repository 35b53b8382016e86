import { type MouseEvent, useEffect, useRef } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { type ComposerState, useComposer } from './ComposerContext.tsx'

/** What fits what is being written: commands and mentions of the application. Nothing while there is nothing. */
export function Completions(props: PartProps<'div', ComposerState>) {
  const { state, completions } = useComposer()
  const { messages } = useUi()
  const { list, active } = completions
  const own = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Not there where nothing is laid out.
    own.current?.children[active]?.scrollIntoView?.({ block: 'nearest' })
  }, [active])
  const element = usePartElement('div', 'composer-completions', state, props, {
    ref: own,
    id: completions.id,
    role: 'listbox',
    'aria-label': messages.completions,
    children: list.map((completion, index) => (
      <div
        key={completion.id}
        id={completions.idOf(index)}
        data-sluice="composer-completion"
        data-active={index === active ? '' : undefined}
        role="option"
        // The text keeps the focus; the list is moved in by its keys.
        tabIndex={-1}
        aria-selected={index === active}
        onMouseDown={(event: MouseEvent) => event.preventDefault()}
        onClick={() => completions.take(index)}
        onKeyDown={undefined}
      >
        <span>{completion.label}</span>
        {completion.detail && <small>{completion.detail}</small>}
      </div>
    )),
  })
  return list.length > 0 ? element : null
}
