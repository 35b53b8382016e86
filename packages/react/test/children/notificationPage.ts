import { SluiceProvider, useNotifications } from '@sluice/react'
import { createTestPage } from '@sluice/testkit/react'
import { createElement, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { answering, ref } from '../support/answering.ts'

/** What the test does in each of the pages. */
export interface NotificationPage {
  /** Lets the run end, and time pass. */
  end(): void
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

const notificationPage: NotificationPage = {
  shown,
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
