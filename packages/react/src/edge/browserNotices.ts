import type { NoticePage } from '../notifications/NoticePage.ts'

/** For so long the other pages leave a notice to the one that claimed it; the timers of a hidden page may come a minute late. */
const CLAIM_MS = 120_000

const prefix = /^\(\d+\) /

const canShow = (): boolean => typeof Notification === 'function'

/** The page of a browser: its title, its badge, its notifications, and a Web Lock for what only one page may do. */
export const browserNotices: NoticePage = {
  isHidden: () => document.visibilityState === 'hidden',
  onVisibility(listener) {
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  },
  mark(count) {
    const title = document.title.replace(prefix, '')
    document.title = count === 0 ? title : `(${count}) ${title}`
    // A browser without badges, or one that refuses them, shows the title alone.
    navigator.setAppBadge?.(count).catch(() => {})
  },
  claim: key =>
    new Promise(resolve => {
      // Without locks each page shows the notice, and its tag makes one of them.
      if (!navigator.locks) resolve(true)
      else
        void navigator.locks.request(`sluice:${key}`, { ifAvailable: true }, lock => {
          resolve(lock !== null)
          return lock === null ? undefined : new Promise(release => setTimeout(release, CLAIM_MS))
        })
    }),
  permission: () => (canShow() ? Notification.permission : 'unsupported'),
  async ask() {
    if (canShow()) await Notification.requestPermission()
  },
  show(key, { title, body }, opened) {
    const notification = new Notification(title, { body, tag: key })
    notification.onclick = () => {
      notification.close()
      window.focus()
      opened()
    }
  },
}
