import { useState } from 'react'

/** The topic in the state of a session, which a page may change. */
export function TopicForm({
  topic,
  set,
}: {
  readonly topic: string | undefined
  readonly set: (topic: string) => void
}) {
  const [text, setText] = useState('')
  return (
    <form
      data-sluice="topic"
      onSubmit={event => {
        event.preventDefault()
        set(text)
        setText('')
      }}
    >
      <output>{topic ?? 'none'}</output>
      <input aria-label="Topic" value={text} onChange={event => setText(event.target.value)} />
    </form>
  )
}
