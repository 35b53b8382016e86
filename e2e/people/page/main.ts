import { createClient } from '@sluice/client'

// `?session=<id>&user=<name>&token=<token>`: the words of a session, as the client of whoever that is has them. Without a user and a token a cookie says who it is.
const query = new URLSearchParams(location.search)
const token = query.get('token')
const user = query.get('user')
const client = createClient({ ...(token !== null && { token }), ...(user !== null && { user }) })
const session = client.session({ agent: 'triage', id: query.get('session') ?? '' })
const main = document.querySelector('main') as HTMLElement

/** Every text that was ever drawn. */
const drawn = new Set<string>()

function draw(): void {
  const { outbox } = session.getSnapshot()
  const texts = session
    .messages()
    .getSnapshot()
    .flatMap(({ parts }) => parts.flatMap(part => (part.kind === 'text' ? [part.text] : [])))
  const waiting = outbox.flatMap(({ command }) =>
    command.type === 'message.send'
      ? command.parts.flatMap(part => (part.kind === 'text' ? [part.text] : []))
      : [],
  )
  const lines = [...texts, ...waiting.map(text => `… ${text}`)]
  for (const line of lines) drawn.add(line)
  main.textContent = lines.join('\n')
}

session.subscribe(draw)
draw()

/** What a test may do on the page. */
const person = {
  drawn,
  /** Who the server says that it is, once it does. */
  who: (): string | null => {
    const { status, principal } = client.connection.getSnapshot()
    return status === 'online' ? principal : status
  },
  /** Why it is not connected. */
  why: (): string | undefined => client.connection.getSnapshot().error?.code,
  send: (text: string): void => void session.send({ type: 'message.send', parts: [{ kind: 'text', text }] }),
  logout: (): Promise<void> => client.logout(),
}

/** The page of a person. */
export type PersonPage = typeof person

Object.assign(window, { person })
