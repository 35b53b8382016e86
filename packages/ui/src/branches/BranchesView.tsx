import type { Id } from '@sluice/protocol'
import { Icon } from '../icon/Icon.tsx'
import * as Branches from './index.ts'

/** The picker of the branches of a message. */
export function BranchesView(props: { readonly message: Id; readonly siblings: readonly Id[] }) {
  return (
    <Branches.Root {...props}>
      <Branches.Previous>
        <Icon name="chevron" />
      </Branches.Previous>
      <Branches.Place />
      <Branches.Next>
        <Icon name="chevron" />
      </Branches.Next>
    </Branches.Root>
  )
}
