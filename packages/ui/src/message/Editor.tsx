import { onDemand } from '../part/onDemand.tsx'
import type { PartProps } from '../part/usePartElement.tsx'
import { useEditing } from './MessageContext.tsx'

/** The form of a message, loaded when the first one is edited. */
export const LoadedEditor = onDemand<PartProps<'form'>>(
  async () => (await import('./OpenEditor.tsx')).OpenEditor,
)

/** The text of a person's message, to be said again in other words: a form while it is edited, else nothing. Its files go along. [E10] */
export function Editor(props: PartProps<'form'>) {
  const [editing] = useEditing()
  return editing ? <LoadedEditor {...props} /> : null
}
