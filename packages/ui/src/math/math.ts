import { lazy } from 'react'
import { createLazyComponent } from '../markdown/createLazyComponent.tsx'
import type { MarkdownPlugin } from '../markdown/MarkdownPlugin.ts'
import { readMath } from './readMath.ts'

/**
 * Draws formulas: `$x$`, `\(x\)`, `$$x$$`, `\[x\]`, blocks between lines of `$$`, and code of the language `math`. KaTeX is loaded with the
 * first one and makes MathML, which needs neither fonts nor a style sheet. What it cannot read stays as it is written.
 *
 * @example <MarkdownScope plugins={[math]}><AgentChat agent="triage" id="1" /></MarkdownScope>
 */
export const math: MarkdownPlugin = {
  name: 'math',
  languages: ['math'],
  fences: ['$$'],
  syntax: { starts: '$\\', read: readMath },
  Component: createLazyComponent(lazy(async () => ({ default: (await import('./Formula.tsx')).Formula }))),
}
