import type { SessionRef } from '@sluice/protocol'
import { createElement, lazy, Suspense, useCallback, useState } from 'react'
import { createPortal } from 'react-dom'
import { KeysTarget } from '../keys/usePageKeys.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { frameSheet } from './frameSheet.ts'

/** The props of {@link SluiceDevtools}. */
export interface SluiceDevtoolsProps {
  /** What is looked at. */
  readonly session: SessionRef
  /** The texts of `@sluice/ui/styles.css` and `@sluice/devtools/styles.css`, which are asked for when the panels are opened for the first time. */
  readonly loadStyles: () => Promise<readonly string[]>
  /** Whether the panels are open at first. */
  readonly defaultOpen?: boolean
}

const loadPanels = () => import('./FramedPanels.tsx').then(({ FramedPanels }) => ({ default: FramedPanels }))
const FramedPanels = lazy(loadPanels)

/** A style sheet that the page's content security policy need not allow. */
function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  return sheet
}

/**
 * The panels of the console at the edge of any page, behind a button. They stand in a shadow root: the page's styles do not reach them, nor theirs the page. Until they
 * are opened, a page loads the button alone. Their keys work while the focus is in them.
 * @example
 * <SluiceDevtools
 *   session={{ agent: 'triage', id: 'bug-7' }}
 *   loadStyles={async () => [
 *     (await import('@sluice/ui/styles.css?inline')).default,
 *     (await import('@sluice/devtools/styles.css?inline')).default,
 *   ]}
 * />
 */
export function SluiceDevtools({ session, loadStyles, defaultOpen = false }: SluiceDevtoolsProps) {
  const { messages } = useDevtools()
  const [root, setRoot] = useState<ShadowRoot | null>(null)
  const [isOpen, setOpen] = useState(defaultOpen)
  const host = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [sheetOf(frameSheet)]
    setRoot(shadow)
  }, [])
  const adopt = useCallback(
    (texts: readonly string[]) => {
      if (root !== null) root.adoptedStyleSheets = [...texts, frameSheet].map(sheetOf)
    },
    [root],
  )
  const content = isOpen ? (
    <Suspense>
      <FramedPanels
        session={session}
        loadStyles={loadStyles}
        onStyles={adopt}
        onClose={() => setOpen(false)}
      />
    </Suspense>
  ) : (
    <button type="button" className="frame-button" onClick={() => setOpen(true)}>
      {messages.devtools}
    </button>
  )
  // An element of its own name is one that no page has styles for.
  return createElement(
    'sluice-devtools',
    { ref: host },
    root !== null && createPortal(<KeysTarget value={root}>{content}</KeysTarget>, root),
  )
}
