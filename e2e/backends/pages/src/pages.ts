import type { ComponentType } from 'react'

/** The page of a conversation. */
export type ConversationPage = ComponentType<{ readonly session: string }>

/** The pages by the name of the client that they use, each loaded when it is wanted. */
export const pages: Readonly<Record<string, () => Promise<{ readonly Page: ConversationPage }>>> = {
  sluice: () => import('./sluice.tsx'),
  flue: () => import('./flue.tsx'),
  'flue-hook': () => import('./flueHook.tsx'),
  'flue-react': () => import('./flueReact.tsx'),
  cloudflare: () => import('./cloudflare.tsx'),
  'cloudflare-think': () => import('./cloudflareThink.tsx'),
  'cloudflare-channel': () => import('./cloudflareChannel.tsx'),
  'cloudflare-alone': () => import('./cloudflareAlone.tsx'),
}
