import type { SessionRef } from '@sluice/protocol'
import { useSubsessions } from '@sluice/react'
import { type MouseEvent, useCallback, useMemo, useState } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** A session that a tool call opened. */
export type SubsessionNode = ReturnType<typeof useSubsessions>[number]

/** What a tree exposes: `data-empty`. */
export interface SubsessionsState {
  readonly empty: boolean
}

/** What the parts of an item expose: `data-subsession-status`, and `data-expanded` while what it opened is shown. */
export interface SubsessionState {
  readonly subsessionStatus: SubsessionNode['status']
  readonly expanded: boolean
}

interface TreeContextValue {
  readonly isShown: (session: SessionRef) => boolean
  toggle(session: SessionRef): void
  readonly onOpen: ((session: SessionRef) => void) | undefined
  readonly hrefOf: ((session: SessionRef) => string) | undefined
  readonly draw: (node: SubsessionNode) => React.ReactNode
}

const [TreeContext, useTree] = createPartContext<TreeContextValue>('Subsessions.Root')
const [NodeContext, useNode] = createPartContext<SubsessionNode>('Subsessions.Item')

const keyOf = ({ agent, id }: SessionRef) => `${agent}/${id}`

function useItemState(): SubsessionState {
  const node = useNode()
  const { isShown } = useTree()
  return { subsessionStatus: node.status, expanded: isShown(node.session) }
}

/** The props of {@link Root}. */
export type SubsessionsRootProps = Omit<PartProps<'section', SubsessionsState>, 'children'> & {
  /** Draws an item. */
  readonly children: (node: SubsessionNode) => React.ReactNode
  /** Opens a session in this page. */
  readonly onOpen?: ((session: SessionRef) => void) | undefined
  /** The address of a session. */
  readonly hrefOf?: ((session: SessionRef) => string) | undefined
}

/** The sessions that the tool calls of the one around have opened, live. Only what is expanded is subscribed to. */
export function Root({ children: draw, onOpen, hrefOf, ...props }: SubsessionsRootProps) {
  const ref = useSessionRef()
  const [shown, setShown] = useState<readonly SessionRef[]>([])
  const nodes = useSubsessions(ref, shown)
  const toggle = useCallback(
    (session: SessionRef) =>
      setShown(before => {
        const others = before.filter(other => keyOf(other) !== keyOf(session))
        return others.length < before.length ? others : [...before, session]
      }),
    [],
  )
  const tree = useMemo(() => {
    const keys = new Set(shown.map(keyOf))
    return { isShown: (session: SessionRef) => keys.has(keyOf(session)), toggle, onOpen, hrefOf, draw }
  }, [shown, toggle, onOpen, hrefOf, draw])
  const { messages } = useUi()
  const element = usePartElement('section', 'subsessions', { empty: nodes.length === 0 }, props, {
    'aria-label': messages.subsessions,
    children:
      nodes.length > 0 ? (
        <ul data-sluice="subsession-items">{nodes.map(draw)}</ul>
      ) : (
        messages.subsessionsEmpty
      ),
  })
  return <TreeContext value={tree}>{element}</TreeContext>
}

/** The props of {@link Item}. */
export type SubsessionItemProps = PartProps<'li', SubsessionState> & { readonly node: SubsessionNode }

/** A session, with what it opened itself while that is shown. */
export function Item({ node, children, ...props }: SubsessionItemProps) {
  const { isShown, draw } = useTree()
  const expanded = isShown(node.session)
  const state = { subsessionStatus: node.status, expanded }
  const element = usePartElement('li', 'subsession', state, props, {
    children: (
      <>
        {children}
        {expanded && node.children && node.children.length > 0 && (
          <ul data-sluice="subsession-items">{node.children.map(draw)}</ul>
        )}
      </>
    ),
  })
  return <NodeContext value={node}>{element}</NodeContext>
}

/** Shows what the session opened itself, or hides it. */
export function Toggle(props: PartProps<'button', SubsessionState>) {
  const node = useNode()
  const { toggle } = useTree()
  const { messages } = useUi()
  const state = useItemState()
  const isKnownEmpty = state.expanded && node.children?.length === 0
  return usePartElement('button', 'subsession-toggle', state, props, {
    type: 'button',
    'aria-expanded': state.expanded,
    'aria-label': messages.subsessionShow(node.session.agent),
    disabled: isKnownEmpty,
    onClick: () => toggle(node.session),
  })
}

/** The agent, as a link where there is somewhere to go. */
export function Name(props: PartProps<'a', SubsessionState>) {
  const { session } = useNode()
  const { onOpen, hrefOf } = useTree()
  return usePartElement('a', 'subsession-name', useItemState(), props, {
    href: hrefOf?.(session) ?? (onOpen ? '#' : undefined),
    title: session.id,
    onClick: (event: MouseEvent) => {
      if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      onOpen(session)
    },
    children: session.agent,
  })
}

/** The tool that opened it. */
export function Tool(props: PartProps<'span', SubsessionState>) {
  return usePartElement('span', 'subsession-tool', useItemState(), props, { children: useNode().tool })
}

/** Whether it is at work, in words. */
export function Status(props: PartProps<'span', SubsessionState>) {
  const state = useItemState()
  const children = useUi().messages.subsessionStatus[state.subsessionStatus]
  return usePartElement('span', 'subsession-status', state, props, { children })
}
