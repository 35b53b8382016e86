import { SluiceProvider, useNotifications } from '@sluice/react'
import { createTestPage } from '@sluice/testkit/react'
import { createElement, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { answering, ref } from '../support/answering.ts'

/** What the test does in each of the pages. */
export interface NotificationPage {
  /** Lets the run ask for an approval, and time pass. */
  ask(): void
  /** Lets the run end, and time pass. */
  end(): void
  /** What stood on the badge of the application, one after the other. */
  readonly badges: readonly number[]
  /** Titles of the notifications that this page has shown. */
  readonly shown: readonly string[]
}

const page = createTestPage({ directory: true })
page.server.append(ref, ...answering)
const shown: string[] = []

globalThis.Notification = class extends Notification {
  constructor(title: string, options?: NotificationOptions) {
    super(title, options)
    shown.push(title)
  }
}

const badges: number[] = []
navigator.setAppBadge = async (count = 0) => void badges.push(count)
navigator.clearAppBadge = async () => void badges.push(0)

const notificationPage: NotificationPage = {
  shown,
  badges,
  ask() {
    page.server.append(
      ref,
      { type: 'tool.called', call: 'c1', message: 'm2', tool: 'edit' },
      { type: 'tool.ready', call: 'c1', arguments: {} },
      { type: 'step.settled', step: 's1', outcome: 'completed' },
      { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'c1', question: 'Edit?' },
    )
    page.clock.advance(1_000)
  },
  end() {
    page.server.append(ref, { type: 'run.settled', run: 'r1', outcome: 'completed' })
    page.clock.advance(1_000)
  },
}

function Page() {
  const { unseen } = useNotifications()
  // After the effects of the hook, which follows the directory from then on.
  useEffect(() => {
    page.clock.advance(1_000)
    Object.assign(window, { notificationPage })
  }, [])
  return unseen.length
}

document.title = 'Chat'
const root = document.body.appendChild(document.createElement('main'))
createRoot(root).render(createElement(SluiceProvider, { client: page.client }, createElement(Page)))
