import { createElement } from 'react'
import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { streamInto } from './stream.ts'

const remarkPlugins = [remarkGfm]

streamInto(children => createElement(Markdown, { remarkPlugins }, children))
