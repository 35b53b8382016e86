import type { FoldingTime } from '@sluice/client'

/** The page's own time: a message to oneself comes back right after the page's turn, where a timer would wait 4 ms. */
export const browserFoldingTime: FoldingTime = {
  now: () => performance.now(),
  yieldToPage: run => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      run()
    }
    channel.port2.postMessage(null)
    return () => channel.port1.close()
  },
}
