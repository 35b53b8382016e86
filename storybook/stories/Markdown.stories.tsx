import { Markdown, type MarkdownPlugin, UiProvider } from '@sluice/ui'
import { math } from '@sluice/ui/math'
import { mermaid } from '@sluice/ui/mermaid'
import { type CSSProperties, useState } from 'react'
import * as answers from '../logs/answers.ts'

const meta = { title: 'Parts/Markdown' }

export default meta

const frame: CSSProperties = {
  maxInlineSize: 'var(--sl-measure)',
  marginInline: 'auto',
  padding: 'var(--sl-gutter)',
}

interface SheetProps {
  readonly text: string
  readonly streaming?: boolean
  readonly plugins?: readonly MarkdownPlugin[]
  readonly imageOrigins?: readonly string[]
}

function Sheet(props: SheetProps) {
  return (
    <UiProvider locale="en">
      <div className="sluice">
        <div style={frame}>
          <Markdown {...props} />
        </div>
      </div>
    </UiProvider>
  )
}

/** Draws the text up to a place that can be moved, as a stream brings it. */
function Scrubbed({ text }: { readonly text: string }) {
  const [length, setLength] = useState(1_000)
  return (
    <UiProvider locale="en">
      <div className="sluice">
        <div style={frame}>
          <input
            type="range"
            aria-label="Characters that have arrived"
            style={{ inlineSize: '100%', marginBlockEnd: 'var(--sl-space-4)' }}
            max={text.length}
            value={length}
            onChange={event => setLength(event.currentTarget.valueAsNumber)}
          />
          <Markdown text={text.slice(0, length)} streaming={length < text.length} />
        </div>
      </div>
    </UiProvider>
  )
}

const plugins = [math, mermaid]

export const Everything = { render: () => <Sheet text={answers.everything} /> }
export const Streaming = { render: () => <Scrubbed text={answers.everything} /> }
export const MidLink = {
  render: () => <Sheet text={'As it is said in [the **design** of](https://docs.exa'} streaming />,
}
export const MidCode = {
  render: () => <Sheet text={'So it is:\n\n```ts\nconst view = fold(last, eve'} streaming />,
}
export const MidTable = {
  render: () => <Sheet text={'| store | commits |\n|---|--:|\n| one | 5,3'} streaming />,
}
export const Languages = { render: () => <Sheet text={answers.languages} /> }
export const TurningCharacters = { render: () => <Sheet text={answers.turning} /> }
export const Wide = { render: () => <Sheet text={answers.wide} /> }
export const WithMath = { render: () => <Sheet text={answers.mathematics} plugins={plugins} /> }
export const WithDiagrams = { render: () => <Sheet text={answers.diagrams} plugins={plugins} /> }
