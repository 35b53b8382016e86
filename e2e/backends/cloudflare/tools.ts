import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { type LanguageModel, type ToolSet, tool } from 'ai'
import { z } from 'zod'
import { BROKEN, knownOf, SLOW_MS, tools as scripted } from '../model/script.ts'
import type { Env } from './env.ts'

const city = z.object({ city: z.string() })

/** The tools of the script. */
export const tools: ToolSet = {
  lookup: tool({
    description: scripted.lookup.description,
    inputSchema: city,
    execute: ({ city: asked }) => knownOf(asked),
  }),
  slow: tool({
    description: scripted.slow.description,
    inputSchema: city,
    execute: async ({ city: asked }) => {
      await new Promise(resolve => setTimeout(resolve, SLOW_MS))
      return knownOf(asked)
    },
  }),
  close: tool({
    description: scripted.close.description,
    inputSchema: city,
    needsApproval: true,
    execute: ({ city: asked }) => knownOf(asked),
  }),
  broken: tool({
    description: scripted.broken.description,
    inputSchema: city,
    execute: (): string => {
      throw new Error(BROKEN)
    },
  }),
}

/** The model that every server of the scenarios asks. */
export const modelOf = ({ MODEL_URL }: Env): LanguageModel =>
  createOpenAICompatible({ name: 'script', baseURL: MODEL_URL, apiKey: 'none' })('script')
