import { Icon } from '../icon/Icon.tsx'
import * as Keys from './index.ts'
import { keyGroups } from './keyTable.ts'

/** The map of keys of a chat, in a dialog. */
export function KeysView({ onClose }: Pick<Keys.KeysRootProps, 'onClose'>) {
  return (
    <Keys.Root onClose={onClose}>
      <Keys.Title />
      <Keys.Close>
        <Icon name="cross" />
      </Keys.Close>
      {keyGroups.map(group => (
        <Keys.Group key={group} group={group} />
      ))}
    </Keys.Root>
  )
}
