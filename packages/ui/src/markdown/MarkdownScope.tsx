import { createContext, type ReactNode, use, useMemo } from 'react'
import type { InlineSyntax, References } from './inline/scan.ts'
import type { MarkdownPlugin } from './MarkdownPlugin.ts'
import { type MarkdownPolicy, safeLink } from './policy.ts'

/** What may be set for all markdown of a part of the page. */
export interface MarkdownOptions {
  readonly plugins?: readonly MarkdownPlugin[] | undefined
  readonly links?: MarkdownPolicy['links'] | undefined
  readonly imageOrigins?: MarkdownPolicy['imageOrigins'] | undefined
}

/** What markdown is drawn with. */
export interface MarkdownSetup extends MarkdownPolicy {
  readonly plugins: readonly MarkdownPlugin[]
  readonly syntaxes: readonly InlineSyntax[]
  readonly fences: readonly string[]
}

const SetupContext = createContext<MarkdownSetup>({
  links: safeLink,
  imageOrigins: [],
  plugins: [],
  syntaxes: [],
  fences: [],
})

/** Gives a setup to what is drawn inside. */
export const SetupProvider = SetupContext.Provider

/** What markdown is drawn with here. */
export const useMarkdownSetup = (): MarkdownSetup => use(SetupContext)

/** The setup around with some of it replaced; the same object while these are the same. */
export function useMarkdownOptions({ plugins, links, imageOrigins }: MarkdownOptions): MarkdownSetup {
  const outer = useMarkdownSetup()
  return useMemo(() => {
    if (!plugins && !links && !imageOrigins) return outer
    const all = plugins ?? outer.plugins
    return {
      links: links ?? outer.links,
      imageOrigins: imageOrigins ?? outer.imageOrigins,
      plugins: all,
      syntaxes: all.flatMap(({ name, syntax }) => (syntax ? [{ ...syntax, name }] : [])),
      fences: all.flatMap(({ fences = [] }) => fences),
    }
  }, [outer, plugins, links, imageOrigins])
}

/** The props of {@link MarkdownScope}; what is absent is as around it. Keep the arrays the same from one drawing to the next. */
export type MarkdownScopeProps = MarkdownOptions & { readonly children: ReactNode }

/**
 * Sets plugins, the addresses that links may have and the origins of images for all markdown inside.
 *
 * @example <MarkdownScope plugins={[math, mermaid]} imageOrigins={['https://images.example']}><AgentChat … /></MarkdownScope>
 */
export function MarkdownScope({ children, ...options }: MarkdownScopeProps) {
  return <SetupProvider value={useMarkdownOptions(options)}>{children}</SetupProvider>
}

/** What the labels of a text lead to, and the numbers of its footnotes. */
export interface MarkdownLabels extends References {
  readonly numbers: ReadonlyMap<string, number>
  /** Begins the ids of the elements of this text. */
  readonly prefix: string
}

const LabelsContext = createContext<MarkdownLabels>({
  definitions: new Map(),
  footnotes: new Set(),
  numbers: new Map(),
  prefix: '',
})

/** Gives the labels of a text to what draws it. */
export const LabelsProvider = LabelsContext.Provider

/** The labels of the text around. */
export const useLabels = (): MarkdownLabels => use(LabelsContext)
