import { SluiceProvider } from '@sluice/react'
import { Chat } from './Chat.tsx'

export function App({ account, getToken }: { account: { id: string }; getToken: () => Promise<string> }) {
  return (
    <SluiceProvider url="https://agents.example.com" token={getToken} user={account.id}>
      <Chat id="42" />
    </SluiceProvider>
  )
}
