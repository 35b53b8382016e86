import { adapterBudgets, adapterPage, budgets } from '../../../scripts/bench/budgets.ts'
import { addedLoad, firstLoad } from '../../../scripts/bench/firstLoad.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'

/** What a page with one conversation imports, in each library's documented way. */
const peers = {
  '@assistant-ui/react: a thread with markdown':
    "export { AssistantRuntimeProvider, useExternalStoreRuntime, ThreadPrimitive, MessagePrimitive, ComposerPrimitive, ActionBarPrimitive, BranchPickerPrimitive } from '@assistant-ui/react'; export { MarkdownTextPrimitive } from '@assistant-ui/react-markdown'; export { default as gfm } from 'remark-gfm'",
  '@copilotkit/react-ui: CopilotChat':
    "export { CopilotKit } from '@copilotkit/react-core'; export { CopilotChat } from '@copilotkit/react-ui'",
  'streamdown: markdown alone': "export { Streamdown } from 'streamdown'",
  '@flue/react + @flue/sdk':
    "export { useFlueAgent } from '@flue/react'; export { createFlueClient } from '@flue/sdk'",
  'agents/react + @cloudflare/ai-chat/react':
    "export { useAgent } from 'agents/react'; export { useAgentChat } from '@cloudflare/ai-chat/react'",
  '@ai-sdk/react: useChat': "export { useChat } from '@ai-sdk/react'",
} as const

/** Compares what a page pays for a conversation: before it shows one, and when it is live. React and React Query are not counted. */
export async function run(): Promise<BenchReport> {
  const results: BenchRow[] = []
  const limits: BenchReport['limits'][number][] = []
  const sources = [...budgets.map(({ page, source }) => [page, source] as const), ...Object.entries(peers)]
  for (const [page, source] of sources) {
    const { minified, gzipped, later } = await firstLoad(source)
    results.push({
      page,
      'minified bytes': minified,
      'gzipped bytes': gzipped,
      'gzipped bytes, loaded later': later,
    })
    const budget = budgets.find(one => one.page === page)
    if (budget) limits.push(atMost(`${page}, gzipped bytes`, gzipped, budget.bytes))
  }
  for (const { adapter, source, bytes } of adapterBudgets) {
    const { gzipped, later } = await addedLoad(adapterPage, source)
    const page = `${adapter}: what it adds to a page that has the hooks`
    results.push({
      page,
      'minified bytes': null,
      'gzipped bytes': gzipped,
      'gzipped bytes, loaded later': later,
    })
    limits.push(atMost(`${page}, gzipped bytes`, gzipped, bytes))
  }
  return {
    peers: peerVersions(import.meta.url, [
      '@assistant-ui/react',
      '@assistant-ui/react-markdown',
      '@copilotkit/react-ui',
      'streamdown',
      '@flue/react',
      '@flue/sdk',
      'agents',
      '@cloudflare/ai-chat',
      '@ai-sdk/react',
      'partysocket',
      'rolldown',
    ]),
    results,
    limits,
  }
}
