import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { type Harness, harnessFromEnvironment } from '@sluice/runtime'
import { createAiSdkHarness } from '@sluice/runtime/ai-sdk'

/** How a harness is made that calls the model `test` of a provider on loopback, with `key-of-the-test`. */
export interface HarnessUnderTest {
  readonly name: string
  create(url: string, options?: { readonly contextTokens?: number; readonly images?: boolean }): Harness
}

/** Every harness that there is; a suite that takes one runs on all. */
export const harnesses: readonly HarnessUnderTest[] = [
  {
    name: 'pi',
    create: (url, { contextTokens, images } = {}) =>
      harnessFromEnvironment(
        {
          SLUICE_MODEL: 'local/test',
          SLUICE_MODEL_URL: url,
          SLUICE_MODEL_KEY: 'key-of-the-test',
          SLUICE_MODEL_CONTEXT: contextTokens === undefined ? undefined : String(contextTokens),
          SLUICE_MODEL_IMAGES: images === true ? '1' : undefined,
        },
        () => [],
      ),
  },
  {
    name: 'ai-sdk',
    create: (url, { contextTokens, images = false } = {}) => {
      const provider = createOpenAICompatible({
        name: 'local',
        baseURL: url,
        apiKey: 'key-of-the-test',
        includeUsage: true,
      })
      const model = { model: provider('test'), images }
      return createAiSdkHarness({
        models: {
          'local/test': contextTokens === undefined ? model : { ...model, contextWindow: contextTokens },
        },
      })
    },
  },
]
