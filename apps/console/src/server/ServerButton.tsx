import { useDevtools } from '@sluice/devtools'
import { useConnection } from '@sluice/react'
import { useEffect, useId, useRef, useState } from 'react'
import { serverAddress } from './serverAddress.ts'

/** The props of {@link ServerButton}. */
export interface ServerButtonProps {
  /** The address of the server that is looked at. */
  readonly server: string
  readonly hasToken: boolean
  /** Another server, or another token: null forgets it, undefined leaves it. */
  readonly onServer: (server: string, token: string | null | undefined) => void
}

/** Names the server that is looked at, and asks for another one and for a token. It opens by itself where a server asks who one is before it has said a word. */
export function ServerButton({ server, hasToken, onServer }: ServerButtonProps) {
  const { messages } = useDevtools()
  const { status, error, principal } = useConnection()
  const dialog = useRef<HTMLDialogElement>(null)
  const tokenField = useRef<HTMLInputElement>(null)
  const reasonId = useId()
  const [address, setAddress] = useState(server)
  const [token, setToken] = useState('')
  const next = serverAddress(address)
  const isAsked = status === 'refused' && principal === null

  useEffect(() => {
    if (!isAsked || dialog.current?.open !== false) return
    dialog.current.showModal()
    tokenField.current?.focus()
  }, [isAsked])

  const go = (given: string | null | undefined) => {
    if (next === null) return
    dialog.current?.close()
    setToken('')
    onServer(next, given)
  }
  return (
    <>
      <button
        type="button"
        className="sluice-devtools-button console-server"
        title={messages.serverChange}
        onClick={() => {
          setAddress(server)
          setToken('')
          dialog.current?.showModal()
        }}
      >
        <bdi>{server.replace(/^https?:\/\//, '')}</bdi>
      </button>
      <dialog ref={dialog} className="sluice-devtools-dialog" aria-label={messages.serverChange}>
        <form
          method="dialog"
          onSubmit={event => {
            event.preventDefault()
            go(token === '' ? undefined : token)
          }}
        >
          <h2 className="sluice-devtools-heading">{messages.serverChange}</h2>
          {status === 'refused' && error !== null && <p className="console-refusal">{error.message}</p>}
          <label className="console-field">
            {messages.serverAddress}
            <input
              className="sluice-devtools-input"
              value={address}
              inputMode="url"
              spellCheck={false}
              autoCapitalize="off"
              aria-invalid={next === null}
              aria-describedby={next === null ? reasonId : undefined}
              onChange={event => setAddress(event.target.value)}
            />
          </label>
          {next === null && (
            <p id={reasonId} className="sluice-devtools-quiet">
              {messages.serverNoAddress}
            </p>
          )}
          <label className="console-field">
            {messages.serverToken}
            <input
              ref={tokenField}
              className="sluice-devtools-input"
              type="password"
              autoComplete="off"
              value={token}
              placeholder={hasToken ? messages.serverTokenKept : ''}
              onChange={event => setToken(event.target.value)}
            />
          </label>
          <p className="sluice-devtools-quiet">{messages.serverTokenText}</p>
          <footer>
            {hasToken && (
              <button type="button" className="sluice-devtools-button" onClick={() => go(null)}>
                {messages.serverForget}
              </button>
            )}
            <button type="button" className="sluice-devtools-button" onClick={() => dialog.current?.close()}>
              {messages.cancel}
            </button>
            <button type="submit" className="sluice-devtools-button" data-primary disabled={next === null}>
              {messages.serverConnect}
            </button>
          </footer>
        </form>
      </dialog>
    </>
  )
}
