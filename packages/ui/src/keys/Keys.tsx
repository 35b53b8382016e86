import { Fragment, useEffect, useId, useRef } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import type { KeyGroup } from '../text/vocabulary.ts'
import { type Key, keyTable } from './keyTable.ts'

/** The props of {@link Root}. */
export type KeysRootProps = PartProps<'dialog'> & {
  /** Is told that it was closed, by the reader or by the browser. */
  readonly onClose: () => void
}

/** A dialog, open as long as it is drawn. The browser keeps the focus in it, closes it by Escape and gives the focus back. */
export function Root({ onClose, ...props }: KeysRootProps) {
  const own = useRef<HTMLDialogElement>(null)
  const { messages } = useUi()
  useEffect(() => {
    const dialog = own.current
    if (dialog?.open === false) dialog.showModal()
  }, [])
  return usePartElement('dialog', 'keys', {}, props, {
    ref: own,
    'aria-label': messages.keys,
    onClose,
  })
}

/** Its title. */
export function Title(props: PartProps<'h2'>) {
  return usePartElement('h2', 'keys-title', {}, props, { children: useUi().messages.keys })
}

/** Closes it. */
export function Close(props: PartProps<'button'>) {
  const { messages } = useUi()
  return usePartElement('button', 'keys-close', {}, props, {
    type: 'button',
    title: messages.keysClose,
    'aria-label': messages.keysClose,
    onClick: ({ currentTarget }: { currentTarget: HTMLElement }) => currentTarget.closest('dialog')?.close(),
    children: messages.keysClose,
  })
}

/** Whether the key that commands go with is the Command key. */
const hasCommand = () => /Mac|iPhone|iPad/.test(navigator.platform)

function useNameOf(): (key: Key) => string {
  const { keyNames } = useUi().messages
  return key => {
    const name = key === 'command' && !hasCommand() ? 'control' : key
    return Object.hasOwn(keyNames, name) ? keyNames[name as keyof typeof keyNames] : name
  }
}

/** The props of {@link Group}. */
export type KeysGroupProps = PartProps<'section', { keyGroup: KeyGroup }> & { readonly group: KeyGroup }

/** The keys of one place, each with what it does there. */
export function Group({ group, ...props }: KeysGroupProps) {
  const { messages } = useUi()
  const nameOf = useNameOf()
  const id = useId()
  const lines = keyTable.filter(line => line.group === group)
  return usePartElement('section', 'keys-group', { keyGroup: group }, props, {
    'aria-labelledby': id,
    children: (
      <>
        <h3 id={id}>{messages.keyGroups[group]}</h3>
        <dl>
          {lines.map(({ action, keys }) => (
            <div key={action} data-key-action={action}>
              <dt>{messages.keyActions[action]}</dt>
              <dd>
                {keys.map((together, at) => (
                  <Fragment key={together.join()}>
                    {at > 0 && ' / '}
                    {together.map((key, place) => (
                      <Fragment key={key}>
                        {place > 0 && ' + '}
                        <kbd>{nameOf(key)}</kbd>
                      </Fragment>
                    ))}
                  </Fragment>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </>
    ),
  })
}
