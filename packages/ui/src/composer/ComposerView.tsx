import { useUi } from '../text/UiProvider.tsx'
import * as Composer from './index.ts'

/** The composer with its buttons. */
export function ComposerView() {
  const { messages } = useUi()
  return (
    <Composer.Root>
      <Composer.Input />
      <div data-sluice="composer-actions">
        <span data-sluice="composer-hint">{messages.composerHint}</span>
        <Composer.Stop />
        <Composer.Send />
      </div>
    </Composer.Root>
  )
}
