import { lazy } from 'react'
import { createLazyComponent } from '../markdown/createLazyComponent.tsx'
import type { MarkdownPlugin } from '../markdown/MarkdownPlugin.ts'

/**
 * Draws code of the language `mermaid` as a diagram, once its fence is closed. Mermaid is loaded with the first one. The diagram is an image: it can
 * neither run a script nor fetch anything. What Mermaid cannot read stays code.
 *
 * @example <MarkdownScope plugins={[mermaid]}><AgentChat agent="triage" id="1" /></MarkdownScope>
 */
export const mermaid: MarkdownPlugin = {
  name: 'mermaid',
  languages: ['mermaid'],
  Component: createLazyComponent(lazy(async () => ({ default: (await import('./Diagram.tsx')).Diagram }))),
}
