import { Icon } from '../icon/Icon.tsx'
import * as Find from './index.ts'

/** A search of the conversation above its thread; finds what is not in the page as well. Inside of `Thread.Root`. */
export function FindView({ onClose }: Pick<Find.FindRootProps, 'onClose'>) {
  return (
    <Find.Root onClose={onClose}>
      <Icon name="search" />
      <Find.Input />
      <Find.Count />
      <Find.Older />
      <Find.Previous>
        <Icon name="up" />
      </Find.Previous>
      <Find.Next>
        <Icon name="down" />
      </Find.Next>
      <Find.Close>
        <Icon name="cross" />
      </Find.Close>
    </Find.Root>
  )
}
