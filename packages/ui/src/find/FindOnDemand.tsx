import { onDemand } from '../part/onDemand.tsx'
import { useFindKey } from './useFindKey.ts'

/** The search of a conversation, loaded when it is first asked for. */
export const LoadedFind = onDemand(async () => (await import('./FindView.tsx')).FindView)

// Where it cannot be loaded now, it is tried again when it is asked for.
const load = () => void LoadedFind.load().catch(() => {})

/** The search of the conversation around, while it is open: by Ctrl or Cmd and F. */
export function FindOnDemand() {
  const { isOpen, close } = useFindKey(load)
  return isOpen ? <LoadedFind onClose={close} /> : null
}
