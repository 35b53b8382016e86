import { onDemand } from '../part/onDemand.tsx'
import { useFindKey } from './useFindKey.ts'

/** The search of a conversation, loaded when it is first asked for. */
export const LoadedFind = onDemand(async () => (await import('./FindView.tsx')).FindView)

/** The search of the conversation around, while it is open: by Ctrl or Cmd and F. */
export function FindOnDemand() {
  const { isOpen, close } = useFindKey()
  return isOpen ? <LoadedFind onClose={close} /> : null
}
