import { createFlueClient, useFlueAgent } from '@sluice/react/flue'
import { useMemo } from 'react'
import { ConversationView } from './Conversation.tsx'

/** The same conversation with our hook of that name. */
export function Page({ session }: { readonly session: string }) {
  const client = useMemo(() => createFlueClient({ url: `/agents/helper/${session}` }), [session])
  return <ConversationView agent={useFlueAgent({ client })} stop={() => void client.abort()} />
}
