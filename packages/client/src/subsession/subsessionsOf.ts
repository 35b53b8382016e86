import { get, type Settled, type ToolCallPart, type View } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { createCell, keep } from '../cell.ts'
import type { Readable } from '../readable.ts'
import type { SessionStore } from '../session/SessionStore.ts'

/** A session that a tool call of the one above it opened. [R9] */
export interface SubsessionNode {
  readonly session: SessionRef
  /** The call that opened it, and its tool. */
  readonly call: Id
  readonly tool: string
  /** `open` until it has done what it was opened for. */
  readonly status: 'open' | 'settled'
  /** What it opened itself; null while it is not shown, as nobody has asked for its content. */
  readonly children: readonly SubsessionNode[] | null
}

/** The tree below a session. */
export interface SubsessionTree extends Readable<readonly SubsessionNode[]> {
  /** Says whose children are shown. Only these sessions are subscribed to, and only while the tree is. */
  show(sessions: readonly SessionRef[]): void
}

interface Opened {
  readonly session: SessionRef
  readonly call: Id
  readonly tool: string
}

const keyOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

const openedBy = ({ id, tool, subsessions }: ToolCallPart): readonly Opened[] =>
  subsessions.map(session => ({ session, call: id, tool }))

/** What settled calls opened; a chunk that did not change is not looked through again. */
const settledOpened = new WeakMap<readonly Settled[], readonly Opened[]>()

function openedIn(chunk: readonly Settled[]): readonly Opened[] {
  const known = settledOpened.get(chunk)
  if (known !== undefined) return known
  const opened = chunk.flatMap(entry =>
    entry.kind === 'message'
      ? entry.parts.flatMap(part =>
          typeof part !== 'string' && part.kind === 'tool-call' ? openedBy(part) : [],
        )
      : [],
  )
  settledOpened.set(chunk, opened)
  return opened
}

/** What the calls that a view holds have opened, oldest first. */
function openedOf({ settled, open }: View): readonly Opened[] {
  const inMessages = Object.values(open.messages).flatMap(({ parts }) =>
    parts.flatMap(slot => {
      const part = typeof slot === 'string' ? get(open.parts, slot) : slot
      return part?.kind === 'tool-call' ? openedBy(part) : []
    }),
  )
  return [...settled.flatMap(openedIn), ...inMessages]
}

/** Follows the sessions that a session's calls have opened, and theirs where they are shown. [H3] [R9] */
export function subsessionsOf(client: Client, ref: SessionRef): SubsessionTree {
  let shown: ReadonlySet<string> = new Set()
  let nodes: readonly SubsessionNode[] = []
  let uses = 0
  /** The sessions that are followed, with how to leave each. */
  const followed = new Map<string, { readonly store: SessionStore; leave(): void }>()

  function nodesOf(view: View, above: readonly string[], reached: Map<string, SessionRef>): SubsessionNode[] {
    return openedOf(view).map(({ session, call, tool }) => {
      const key = keyOf(session)
      const isShown = shown.has(key) && !above.includes(key)
      if (isShown) reached.set(key, session)
      const store = isShown ? followed.get(key)?.store : undefined
      return {
        session,
        call,
        tool,
        status: get(view.open.subsessions, session.id) === null ? 'settled' : 'open',
        children: store ? nodesOf(store.getView(), [...above, key], reached) : isShown ? [] : null,
      }
    })
  }

  function follow(session: SessionRef): void {
    const store = client.session(session)
    followed.set(keyOf(session), { store, leave: store.view().subscribe(look) })
  }

  /** Looks at the tree anew; what came into sight is followed, what went out of it is left. */
  function look(): void {
    if (uses === 0) return
    const root = keyOf(ref)
    for (;;) {
      const reached = new Map<string, SessionRef>([[root, ref]])
      const view = followed.get(root)?.store.getView()
      const next = view === undefined ? [] : nodesOf(view, [root], reached)
      const added = [...reached].filter(([key]) => !followed.has(key))
      for (const [, session] of added) follow(session)
      for (const [key, { leave }] of followed) {
        if (reached.has(key)) continue
        leave()
        followed.delete(key)
      }
      nodes = keep(nodes, next)
      // A session that was followed before may hold a tree of its own already.
      if (added.length === 0) break
    }
    cell.tell()
  }

  const cell = createCell(
    () => nodes,
    change => {
      uses += change
      if (uses > 0) look()
      else {
        for (const { leave } of followed.values()) leave()
        followed.clear()
      }
    },
  )

  return {
    getSnapshot: cell.getSnapshot,
    subscribe: cell.subscribe,
    show(sessions) {
      shown = new Set(sessions.map(keyOf))
      look()
    },
  }
}
