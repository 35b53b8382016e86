import type { Id } from '@sluice/protocol'
import { idOf } from './ids.ts'
import type { More, Said } from './More.ts'
import type { Scene } from './Scene.ts'
import type { UiMessage, UiPart } from './wire.ts'

/** Longest text of a failure in an event. */
const FAILURE_LENGTH = 8192

/** The id of a part, which is that of its message and its place there: these servers give parts no ids that last. */
export const partId = (message: string, at: number): Id => idOf(`${message}-${at}`)

/** Makes a failure of what a server says in one sentence. */
export const failureOf = (code: string, message: string | undefined) => ({
  code,
  message: (message ?? '').slice(0, FAILURE_LENGTH),
})

/** The text without the half of a surrogate pair whose other half is still to come. [E2] */
const wholeText = ({ text = '', state }: UiPart): string =>
  state === 'streaming' ? text.replace(/[\ud800-\udbff]$/, '') : text

function describeText(id: Id, message: Id, part: UiPart, old: UiPart | undefined): Said[] | null {
  const isOpen = (of: UiPart) => of.state === 'streaming'
  const text = wholeText(part)
  const before = old ? wholeText(old) : ''
  if (!text.startsWith(before) || (old && !isOpen(old) && (isOpen(part) || text !== before))) return null
  const said: Said[] = []
  const kind = part.type as 'text' | 'reasoning'
  if (!old) said.push([{ type: 'part.added', message, part: id, kind }])
  if (text !== before)
    said.push([{ type: 'part.delta', part: id, from: before.length, text: text.slice(before.length) }])
  if (!isOpen(part) && (!old || isOpen(old))) said.push([{ type: 'part.settled', part: id }])
  return said
}

/** What is said of the parts of an answer between two scenes, in which it may be another one; null where a view cannot get there by additions. */
export function describeParts(
  run: Id,
  answer: UiMessage,
  old: UiMessage | undefined,
  next: Scene,
  before: Scene | null,
  more: More | undefined,
): Said[] | null {
  if (old && old.parts.length > answer.parts.length) return null
  const message = idOf(answer.id)
  const all: Said[] = []
  for (const [at, part] of answer.parts.entries()) {
    const earlier = old?.parts[at]
    const { type } = part
    if (earlier && earlier.type !== type) return null
    const id = partId(answer.id, at)
    const said =
      type === 'text' || type === 'reasoning'
        ? describeText(id, message, part, earlier)
        : type === 'step-start'
          ? []
          : more?.describePart({ answer, at, id, message, run, next, before }, part, earlier)
    if (!said) return null
    all.push(...said)
  }
  return all
}
