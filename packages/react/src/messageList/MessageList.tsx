import type { Id, SessionRef } from '@sluice/protocol'
import { memo, type ReactNode } from 'react'
import { useMessageIds } from '../hooks.ts'
import type { ItemGroup } from './groupItems.ts'
import { useGroups } from './useGroups.ts'

/** The session whose line is drawn, and how. */
export interface MessageListProps {
  readonly session: SessionRef
  /** Draws one message. Keep its identity: another function draws all of them again. */
  readonly children: (id: Id) => ReactNode
}

type Draw = MessageListProps['children']

const idOf = (id: Id): string => id
const keyOf = ({ key }: ItemGroup<Id>): string => key

/**
 * Draws the messages of the line, each by a component that reads what it needs by id. They stand in groups of groups, so that a delta costs the same in a
 * conversation of ten messages and of ten thousand; a message that is settled is not drawn again. Adds no elements of its own. [C5]
 *
 * @example
 * <MessageList session={ref}>{id => <Row id={id} />}</MessageList>
 */
export function MessageList({ session, children: draw }: MessageListProps) {
  const groups = useGroups(useGroups(useMessageIds(session), idOf), keyOf)
  return groups.map(({ key, items }) => <Groups key={key} groups={items} draw={draw} />)
}

const Groups = memo(function Groups({
  groups,
  draw,
}: {
  readonly groups: readonly ItemGroup<Id>[]
  readonly draw: Draw
}) {
  return groups.map(({ key, items }) => <Group key={key} ids={items} draw={draw} />)
})

const Group = memo(function Group({ ids, draw }: { readonly ids: readonly Id[]; readonly draw: Draw }) {
  return ids.map(id => <Message key={id} id={id} draw={draw} />)
})

const Message = memo(function Message({ id, draw }: { readonly id: Id; readonly draw: Draw }) {
  return draw(id)
})
