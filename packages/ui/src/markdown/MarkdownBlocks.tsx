import { createElement, memo, type ReactNode } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { visibleText } from '../value/visibleText.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { Inlines } from './Inlines.tsx'
import { useMarkdownSetup } from './MarkdownScope.tsx'
import { MarkdownTable } from './MarkdownTable.tsx'
import type { Block, ListItem } from './tree.ts'

/** The deepest heading of a page that holds the thread is the message's author; a message's own headings come below it. */
const headingTag = (depth: number) => `h${Math.min(6, depth + 2)}`

/** Draws blocks; those that are the same object as before are not drawn again. */
export const MarkdownBlocks = memo(function MarkdownBlocks({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map(block => <MarkdownBlock key={block.start} block={block} />)
})

const MarkdownBlock = memo(function MarkdownBlock({ block }: { block: Block }): ReactNode {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines source={block.source} open={block.open} />
        </p>
      )
    case 'heading':
      return createElement(
        headingTag(block.depth),
        { 'data-level': block.depth },
        <Inlines source={block.source} open={block.open} />,
      )
    case 'code':
      return <FencedBlock block={block} />
    case 'html':
      return <p data-sluice="html">{visibleText(block.value)}</p>
    case 'thematicBreak':
      return <hr />
    case 'blockquote':
      return (
        <blockquote dir="auto">
          <MarkdownBlocks blocks={block.children} />
        </blockquote>
      )
    case 'list': {
      const items = block.children.map(item => <Item key={item.start} item={item} loose={block.loose} />)
      // The marks stand where the words begin.
      if (block.first === null) return <ul dir="auto">{items}</ul>
      return (
        <ol dir="auto" start={block.first}>
          {items}
        </ol>
      )
    }
    case 'table':
      return <MarkdownTable table={block} />
    // Drawn behind the text.
    case 'footnoteDefinition':
      return null
  }
})

const Item = memo(function Item({ item, loose }: { item: ListItem; loose: boolean }) {
  const { checked, children } = item
  const blocks = children.map(block =>
    block.type === 'paragraph' && !loose ? (
      <Inlines key={block.start} source={block.source} open={block.open} />
    ) : (
      <MarkdownBlock key={block.start} block={block} />
    ),
  )
  if (checked === null) return <li>{blocks}</li>
  return (
    <li data-task={checked ? 'done' : 'open'}>
      <TaskBox done={checked} />
      {blocks}
    </li>
  )
})

function TaskBox({ done }: { done: boolean }) {
  const { messages } = useUi()
  return (
    <input
      type="checkbox"
      checked={done}
      disabled
      aria-label={done ? messages.taskDone : messages.taskOpen}
    />
  )
}

/** Code, or what a plugin makes of its language. */
function FencedBlock({ block }: { block: Extract<Block, { type: 'code' }> }) {
  const { plugins } = useMarkdownSetup()
  const { lang, value, open } = block
  const plugin = plugins.find(({ languages, fences }) => languages?.includes(lang) || fences?.includes(lang))
  const language = plugin?.fences?.includes(lang) ? (plugin.languages?.[0] ?? '') : lang
  const code = <CodeBlock language={language} text={value} open={open} />
  if (!plugin || open) return code
  const { Component } = plugin
  return (
    <Component value={value} language={language} display>
      {code}
    </Component>
  )
}
