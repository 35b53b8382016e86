import Markdown from 'markdown-to-jsx/react'
import { createElement } from 'react'
import { streamInto } from './stream.ts'

streamInto((text, optimizeForStreaming) =>
  createElement(Markdown, { options: { optimizeForStreaming } }, text),
)
