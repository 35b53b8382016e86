import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useKeys } from './KeysContext.tsx'

/** Opens the map of keys; nothing outside of a chat. */
export function Trigger(props: PartProps<'button'>) {
  const open = useKeys()
  const { messages } = useUi()
  const element = usePartElement('button', 'keys-trigger', {}, props, {
    type: 'button',
    title: messages.keys,
    'aria-label': messages.keys,
    'aria-haspopup': 'dialog',
    onClick: () => open?.(),
    children: messages.keys,
  })
  return open && element
}
