import { createElement, type ReactNode } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { MarkdownTable } from './MarkdownTable.tsx'
import type { Block, ListItem } from './parseBlock.ts'
import { renderInlines } from './renderInlines.tsx'

function renderItem(item: ListItem, tight: boolean, key: number) {
  const blocks = item.blocks.map((block, index) =>
    tight && block.kind === 'paragraph' ? renderInlines(block.inlines) : renderBlock(block, index),
  )
  if (item.checked === null) return <li key={key}>{blocks}</li>
  return (
    <li key={key} data-task={item.checked ? 'done' : 'open'}>
      <TaskBox done={item.checked} />
      {blocks}
    </li>
  )
}

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

/** The deepest heading of a page that holds the thread is the message's author; a message's own headings come below it. */
const headingTag = (level: number) => `h${Math.min(6, level + 2)}`

/** Makes the elements of a block. */
export function renderBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p key={key}>{renderInlines(block.inlines)}</p>
    case 'heading':
      return createElement(
        headingTag(block.level),
        { key, 'data-level': block.level },
        renderInlines(block.inlines),
      )
    case 'code':
      return <CodeBlock key={key} language={block.language} text={block.text} />
    case 'list': {
      const items = block.items.map((item, index) => renderItem(item, block.tight, index))
      if (block.start === null) return <ul key={key}>{items}</ul>
      return (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      )
    }
    case 'quote':
      return <blockquote key={key}>{block.blocks.map(renderBlock)}</blockquote>
    case 'rule':
      return <hr key={key} />
    case 'table':
      return <MarkdownTable key={key} table={block} />
  }
}
