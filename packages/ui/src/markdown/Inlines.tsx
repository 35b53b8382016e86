import { Fragment, type JSX, memo, type ReactNode, useMemo } from 'react'
import { OVERRIDING } from '../value/plainText.ts'
import { visibleText } from '../value/visibleText.tsx'
import { FootnoteReference } from './FootnoteReference.tsx'
import { parseInline } from './inline/parseInline.ts'
import type { References } from './inline/scan.ts'
import { MarkdownImage, SafeLink } from './MarkdownLink.tsx'
import { useLabels, useMarkdownSetup } from './MarkdownScope.tsx'
import { readSettledInline } from './settledText.ts'
import type { Inline } from './tree.ts'

const NO_REFERENCES: References = { definitions: new Map(), footnotes: new Set() }

/** A text without a character that could mean anything is drawn as it is. */
const MAY_MEAN = /[\\`*_~[\]!<&\n@:.]/

/** The props of {@link Inlines}. */
export interface InlinesProps {
  readonly source: string
  /** More text may follow. */
  readonly open: boolean
}

/** Draws inline markdown. Only texts with brackets are drawn again when a label of the document gets another meaning. */
export const Inlines = memo(function Inlines({ source, open }: InlinesProps) {
  const setup = useMarkdownSetup()
  // A context may be read on a condition; a text without brackets needs no labels.
  // biome-ignore lint/correctness/useHookAtTopLevel: `use` may be
  const { definitions, footnotes } = source.includes('[') ? useLabels() : NO_REFERENCES
  const { syntaxes } = setup
  return useMemo<ReactNode>(() => {
    if (syntaxes.length === 0 && !MAY_MEAN.test(source)) return visibleText(source, OVERRIDING)
    const inlines = open
      ? parseInline(source, { definitions, footnotes, syntaxes, open })
      : readSettledInline(source, { definitions, footnotes }, syntaxes)
    return renderInlines(inlines, false)
  }, [source, open, definitions, footnotes, syntaxes])
})

const TAGS: Readonly<Record<'strong' | 'emphasis' | 'delete', keyof JSX.IntrinsicElements>> = {
  strong: 'strong',
  emphasis: 'em',
  delete: 'del',
}

/** In a link, nothing else can be one. */
function renderInline(inline: Inline, key: number, inLink: boolean): ReactNode {
  switch (inline.type) {
    case 'text':
    case 'html':
      return visibleText(inline.value, OVERRIDING)
    case 'inlineCode':
      return <code key={key}>{visibleText(inline.value)}</code>
    case 'strong':
    case 'emphasis':
    case 'delete': {
      const Tag = TAGS[inline.type]
      return <Tag key={key}>{renderInlines(inline.children, inLink)}</Tag>
    }
    case 'break':
      return <br key={key} />
    case 'image':
      return <MarkdownImage key={key} {...inline} inLink={inLink} />
    case 'footnoteReference':
      return <FootnoteReference key={key} label={inline.label} />
    case 'plugin':
      return <InlinePlugin key={key} {...inline} />
    case 'link': {
      const children = renderInlines(inline.children, true)
      if (inLink) return <Fragment key={key}>{children}</Fragment>
      return (
        <SafeLink key={key} url={inline.url} title={inline.title} pending={inline.pending}>
          {children}
        </SafeLink>
      )
    }
  }
}

const renderInlines = (inlines: readonly Inline[], inLink: boolean): ReactNode[] =>
  inlines.map((inline, index) => renderInline(inline, index, inLink))

function InlinePlugin({ name, value, display, source }: Extract<Inline, { type: 'plugin' }>) {
  const plugin = useMarkdownSetup().plugins.find(one => one.name === name)
  if (!plugin) return source
  const { Component } = plugin
  return (
    <Component value={value} language="" display={display}>
      {source}
    </Component>
  )
}
