import { Markdown } from '@sluice/ui'
import '@sluice/ui/styles.css'
import { createElement } from 'react'
import { streamInto } from './stream.ts'

streamInto((text, streaming) =>
  createElement('div', { className: 'sluice' }, createElement(Markdown, { text, streaming })),
)
