import { useFlueAgent } from '@flue/react'
import { createFlueClient } from '@flue/sdk'
import { useMemo } from 'react'
import { ConversationView } from './Conversation.tsx'

/** A conversation with Flue's own hook. */
export function Page({ session }: { readonly session: string }) {
  const client = useMemo(() => createFlueClient({ url: `/agents/helper/${session}` }), [session])
  return <ConversationView agent={useFlueAgent({ client })} stop={() => void client.abort()} />
}
