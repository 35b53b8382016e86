import type { Models } from '@earendil-works/pi-ai'
import { RuntimeError } from '../../RuntimeError.ts'
import type { Harness } from '../Harness.ts'
import { createPiHarness } from './createPiHarness.ts'
import { createScriptedHarness, type Script } from './createScriptedHarness.ts'

/** Settings by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The model that is called when only a provider's key is known, in the order in which providers are looked for. */
const usualModels: readonly (readonly [key: string, model: string])[] = [
  ['ANTHROPIC_API_KEY', 'anthropic/claude-sonnet-5'],
  ['OPENAI_API_KEY', 'openai/gpt-5.4'],
  ['GEMINI_API_KEY', 'google/gemini-3.5-flash'],
  ['OPENROUTER_API_KEY', 'openrouter/anthropic/claude-sonnet-5'],
  ['XAI_API_KEY', 'xai/grok-4.5'],
  ['GROQ_API_KEY', 'groq/openai/gpt-oss-120b'],
  ['MISTRAL_API_KEY', 'mistral/mistral-large-latest'],
  ['DEEPSEEK_API_KEY', 'deepseek/deepseek-v4-pro'],
]

/**
 * Chooses a harness by the environment. `SLUICE_MODEL=provider/model` calls that model; with `SLUICE_MODEL_URL` it is one of a server that
 * speaks OpenAI's chat completions, with `SLUICE_MODEL_KEY` as its key and `SLUICE_MODEL_CONTEXT` tokens of context (128,000 when absent), which is shown images when `SLUICE_MODEL_IMAGES` is 1. Otherwise the
 * first provider with a key in its usual variable is called, and without any the script answers, at `SLUICE_FAUX_TPS` tokens a second (60 when absent, 0 for at once).
 */
export function harnessFromEnvironment(environment: Environment, script: Script): Harness {
  const wanted = setting(environment, 'SLUICE_MODEL')
  const url = setting(environment, 'SLUICE_MODEL_URL')
  if (wanted !== null && !/^[^/]+\/.+/.test(wanted))
    throw new RuntimeError(
      'bad-setting',
      `SLUICE_MODEL is ${JSON.stringify(wanted)}, which names no model. Write it as provider/model, for example anthropic/claude-sonnet-5.`,
    )
  if (url !== null) return compatibleHarness(environment, url, wanted ?? 'local/default')
  const key = usualModels.find(([name]) => setting(environment, name) !== null)
  if (wanted !== null)
    return createPiHarness({ models: () => providers(environment), fallback: wanted, always: true })
  if (key !== undefined) return createPiHarness({ models: () => providers(environment), fallback: key[1] })
  return createScriptedHarness({ script, tokensPerSecond: numberOf(environment, 'SLUICE_FAUX_TPS', '60') })
}

function setting(environment: Environment, name: string): string | null {
  const value = environment[name]?.trim() ?? ''
  return value === '' ? null : value
}

function numberOf(environment: Environment, name: string, usual: string): number {
  const text = setting(environment, name) ?? usual
  const value = Number(text)
  if (value >= 0 && Number.isFinite(value)) return value
  throw new RuntimeError(
    'bad-setting',
    `${name} is ${JSON.stringify(text)}, which is not a number of tokens. Use 0 or more.`,
  )
}

async function providers(environment: Environment): Promise<Models> {
  const { builtinModels } = await import('@earendil-works/pi-ai/providers/all')
  return builtinModels({
    authContext: {
      env: async name => setting(environment, name) ?? undefined,
      // Credential files of other programs are not looked for.
      fileExists: async () => false,
    },
  })
}

function compatibleHarness(environment: Environment, baseUrl: string, wanted: string): Harness {
  const [provider = 'local', ...rest] = wanted.split('/')
  const id = rest.join('/')
  return createPiHarness({
    fallback: wanted,
    always: true,
    models: async () => {
      const { createModels, createProvider } = await import('@earendil-works/pi-ai')
      const { openAICompletionsApi } = await import('@earendil-works/pi-ai/api/openai-completions.lazy')
      const models = createModels()
      models.setProvider(
        createProvider({
          id: provider,
          baseUrl,
          auth: {
            apiKey: {
              name: 'SLUICE_MODEL_KEY',
              resolve: async () => ({
                auth: { apiKey: setting(environment, 'SLUICE_MODEL_KEY') ?? 'none' },
              }),
            },
          },
          models: [
            {
              id,
              name: id,
              api: 'openai-completions',
              provider,
              baseUrl,
              reasoning: false,
              input: setting(environment, 'SLUICE_MODEL_IMAGES') === '1' ? ['text', 'image'] : ['text'],
              cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
              contextWindow: numberOf(environment, 'SLUICE_MODEL_CONTEXT', '128000'),
              maxTokens: 16_384,
            },
          ],
          api: openAICompletionsApi(),
        }),
      )
      return models
    },
  })
}
