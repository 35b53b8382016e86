import { useId, useMemo, useRef } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { Footnotes } from './Footnotes.tsx'
import { footnotesOf } from './footnoteLabels.ts'
import { MarkdownBlocks } from './MarkdownBlocks.tsx'
import { LabelsProvider, type MarkdownOptions, SetupProvider, useMarkdownOptions } from './MarkdownScope.tsx'
import { GROUP, type MarkdownDocument, parseDocument } from './parseDocument.ts'
import { readSettled } from './settledText.ts'
import type { Block } from './tree.ts'
import { useGrowingText } from './useGrowingText.ts'

/** The props of {@link Markdown}. */
export type MarkdownProps = PartProps<'div', { markdownStatus: 'streaming' | 'settled' }> &
  MarkdownOptions & {
    readonly text: string
    /** More text may be appended; unfinished syntax at the end is drawn as if it were finished. */
    readonly streaming?: boolean
    /** The text was cut off and stays as it is; its end is drawn as that of a streaming one. */
    readonly cut?: boolean
  }

/** Blocks by the group, each at the place that it keeps while text is appended. */
function groupsOf({ groups, tail }: MarkdownDocument): readonly (readonly Block[])[] {
  const last = groups.at(-1) ?? []
  const isFull = last.length === GROUP
  const open = isFull ? tail : [...last, ...tail]
  const drawn = isFull ? [...groups] : groups.slice(0, -1)
  for (let at = 0; at < open.length; at += GROUP) drawn.push(open.slice(at, at + GROUP))
  return drawn
}

interface Drawn {
  readonly text: string
  readonly streaming: boolean
  readonly fences: readonly string[]
  readonly document: MarkdownDocument
}

function useDocument(text: string, streaming: boolean, fences: readonly string[]): MarkdownDocument {
  // A cache of the newest document: reading it again for the same text gives the same blocks, so a discarded render does no harm.
  const last = useRef<Drawn>(undefined)
  const known = last.current?.fences === fences ? last.current : undefined
  if (known?.text === text && known.streaming === streaming) return known.document
  const document = streaming
    ? parseDocument(text, true, fences, known?.document)
    : readSettled(text, fences, known?.document)
  last.current = { text, streaming, fences, document }
  return document
}

/**
 * Draws CommonMark with GitHub's tables, tasks, strikethrough, footnotes and addresses. HTML in it is text, links lead where they are allowed to, and
 * no image is fetched unless its origin is allowed. While text is appended, only the last block is parsed and drawn again: the others keep
 * their elements.
 */
export function Markdown({
  text,
  streaming = false,
  cut = false,
  plugins,
  links,
  imageOrigins,
  ...props
}: MarkdownProps) {
  const setup = useMarkdownOptions({ plugins, links, imageOrigins })
  const document = useDocument(text, streaming || cut, setup.fences)
  const prefix = useId()
  const { references } = document
  const footnotes = footnotesOf(document)
  const order = footnotes.map(({ label }) => label).join('\n')
  const labels = useMemo(
    () => ({
      ...references,
      numbers: new Map(order === '' ? [] : order.split('\n').map((label, index) => [label, index + 1])),
      prefix,
    }),
    [references, order, prefix],
  )
  const children = (
    <SetupProvider value={setup}>
      <LabelsProvider value={labels}>
        {groupsOf(document).map((blocks, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is its position
          <MarkdownBlocks key={index} blocks={blocks} />
        ))}
        {footnotes.length > 0 && <Footnotes footnotes={footnotes} />}
      </LabelsProvider>
    </SetupProvider>
  )
  const ref = useRef<HTMLDivElement>(null)
  useGrowingText(ref, streaming)
  const markdownStatus = streaming ? 'streaming' : 'settled'
  return usePartElement('div', 'markdown', { markdownStatus }, props, { children, ref })
}
