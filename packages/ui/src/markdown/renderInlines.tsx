import type { ReactNode } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import type { Inline } from './parseInline.ts'

function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** An image is never fetched: its address may carry what the model was made to say. Its description links to it instead. */
function ImageLink({ href, description }: { href: string | null; description: string }) {
  const text = useUi().messages.imageNotShown(description)
  return href ? <SafeLink href={href}>{text}</SafeLink> : <span>{text}</span>
}

function renderInline(inline: Inline, key: number): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'code':
      return <code key={key}>{inline.text}</code>
    case 'strong':
      return <strong key={key}>{renderInlines(inline.children)}</strong>
    case 'emphasis':
      return <em key={key}>{renderInlines(inline.children)}</em>
    case 'strike':
      return <del key={key}>{renderInlines(inline.children)}</del>
    case 'break':
      return <br key={key} />
    case 'image':
      return <ImageLink key={key} href={inline.href} description={inline.text} />
    case 'link': {
      const children = renderInlines(inline.children)
      if (inline.href === null) return <span key={key}>{children}</span>
      return (
        <SafeLink key={key} href={inline.href}>
          {children}
        </SafeLink>
      )
    }
  }
}

/** Makes the elements of inline markdown. */
export const renderInlines = (inlines: readonly Inline[]): ReactNode[] => inlines.map(renderInline)
