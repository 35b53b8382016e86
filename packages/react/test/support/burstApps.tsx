import type { Event } from '@sluice/protocol'
import { useAgent } from '@sluice/react'
import { Component, type ReactNode, useEffect, useState } from 'react'
import { delta, ref } from './answering.ts'

const word = (index: number): string => `w${index} `

/** So many deltas, and the text that they make. */
export function createBurst(count: number): { readonly events: readonly Event[]; readonly text: string } {
  let text = ''
  const events = Array.from({ length: count }, (_, index) => {
    const event = delta(text.length, word(index))
    text += word(index)
    return event
  })
  return { events, text }
}

function useText(): string {
  const { messages } = useAgent(ref)
  return (
    messages
      .at(-1)
      ?.parts.map(part => (part.kind === 'text' ? part.text : ''))
      .join('') ?? ''
  )
}

/** Shows the text of the answer. */
export function Plain() {
  return <output>{useText()}</output>
}

/** Sets state of its own on every change, as many applications do. */
export function Counting() {
  const { messages } = useAgent(ref)
  const [changes, setChanges] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the messages counts
  useEffect(() => setChanges(before => before + 1), [messages])
  return (
    <>
      <output>{useText()}</output>
      <i>{changes}</i>
    </>
  )
}

/** Tells what its children throw. */
export class Boundary extends Component<{
  readonly children: ReactNode
  readonly caught: (error: unknown) => void
}> {
  override state = { isBroken: false }
  static getDerivedStateFromError = () => ({ isBroken: true })
  override componentDidCatch(error: unknown) {
    this.props.caught(error)
  }
  override render() {
    return this.state.isBroken ? null : this.props.children
  }
}
