import katex from 'katex'
import { useLayoutEffect, useRef, useState } from 'react'
import type { MarkdownPluginProps } from '../markdown/MarkdownPlugin.ts'

/** A model's formula may not include files, link anywhere, or grow without end. */
const OPTIONS = {
  output: 'mathml',
  throwOnError: true,
  trust: false,
  strict: 'ignore',
  maxExpand: 500,
  maxSize: 40,
} as const

/** A formula as MathML; its text where KaTeX cannot read it. */
export function Formula({ value, display, children }: MarkdownPluginProps) {
  const element = useRef<HTMLElement>(null)
  const [unreadable, setUnreadable] = useState<string | null>(null)
  useLayoutEffect(() => {
    if (!element.current) return
    try {
      katex.render(value, element.current, { ...OPTIONS, displayMode: display })
    } catch {
      // Half a formula is text.
      setUnreadable(value)
    }
  }, [value, display])
  if (unreadable === value) return children
  return (
    <span
      ref={element}
      data-sluice="math"
      data-display={display ? '' : undefined}
      tabIndex={display ? 0 : undefined}
    />
  )
}
