export { createTestPage, type TestPage, type TestPageOptions } from './createTestPage.ts'
export { type RenderedAgent, type RenderWithAgentOptions, renderWithAgent } from './renderWithAgent.tsx'
