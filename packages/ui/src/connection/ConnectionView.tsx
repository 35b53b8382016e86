import * as Connection from './index.ts'

/** The connection in one strip; nothing while it is well. [C2] */
export function ConnectionView() {
  return (
    <Connection.Root>
      <Connection.Text />
      <Connection.Countdown />
      <Connection.Detail />
      <Connection.Retry />
    </Connection.Root>
  )
}
