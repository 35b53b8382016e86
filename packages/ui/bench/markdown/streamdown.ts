import { createElement } from 'react'
import { Streamdown } from 'streamdown'
import { streamInto } from './stream.ts'

streamInto((text, isAnimating) => createElement(Streamdown, { isAnimating }, text))
