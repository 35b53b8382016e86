import { memo, type ReactNode, useMemo, useRef } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { parseBlock } from './parseBlock.ts'
import { renderBlock } from './renderBlock.tsx'
import { type BlockSplit, splitBlocks } from './splitBlocks.ts'

/** The props of {@link Markdown}. */
export type MarkdownProps = PartProps<'div', { markdownStatus: 'streaming' | 'settled' }> & {
  readonly text: string
  /** More text may be appended; unfinished syntax at the end is drawn as if it were finished. */
  readonly streaming?: boolean
  /** The text was cut off and stays as it is; its end is drawn as that of a streaming one. */
  readonly cut?: boolean
}

/**
 * Draws markdown without raw HTML; links are http or https, and nothing is fetched. While text is appended, only the last block is parsed and
 * drawn again: the others keep their elements.
 */
export function Markdown({ text, streaming = false, cut = false, ...props }: MarkdownProps) {
  const last = useRef<BlockSplit | undefined>(undefined)
  // A cache of the newest split: reading it again for the same text gives the same blocks, so a discarded render does no harm.
  const split = splitBlocks(text, last.current)
  last.current = split
  const children = split.blocks.map((block, index) => (
    <MarkdownBlock
      key={block.start}
      source={block.text}
      open={(streaming || cut) && index === split.blocks.length - 1}
    />
  ))
  const markdownStatus = streaming ? 'streaming' : 'settled'
  return usePartElement('div', 'markdown', { markdownStatus }, props, { children })
}

const MarkdownBlock = memo(function MarkdownBlock({ source, open }: { source: string; open: boolean }) {
  return useMemo<ReactNode>(() => renderBlock(parseBlock(source, open), 0), [source, open])
})
