export type { AiSdkModel } from './AiSdkModel.ts'
export { type AiSdkHarnessOptions, createAiSdkHarness } from './createAiSdkHarness.ts'
