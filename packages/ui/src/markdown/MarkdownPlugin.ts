import type { ComponentType, ReactNode } from 'react'
import type { InlineSyntax } from './inline/scan.ts'

/** What a plugin's component is given. */
export interface MarkdownPluginProps {
  /** What stands between the marks, or in the fence. */
  readonly value: string
  /** The language of the fence; empty for inline syntax. */
  readonly language: string
  /** It stands on a line of its own. */
  readonly display: boolean
  /** The text as it is drawn without the plugin: for the time of loading, and for what it cannot draw. */
  readonly children: ReactNode
}

/** Draws code of some languages, or a syntax of its own inside a line. Its component loads what it needs when it is first drawn. */
export interface MarkdownPlugin {
  readonly name: string
  /** Languages of fences that it draws, once their fence is closed. */
  readonly languages?: readonly string[]
  /** Marks that fence a block of the first of its languages, as \`\`\` does: `$$`. */
  readonly fences?: readonly string[]
  readonly syntax?: Omit<InlineSyntax, 'name'>
  readonly Component: ComponentType<MarkdownPluginProps>
}
