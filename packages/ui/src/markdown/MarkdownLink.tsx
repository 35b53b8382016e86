import type { ReactNode } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { useMarkdownSetup } from './MarkdownScope.tsx'
import { imageUrl } from './policy.ts'

/** The props of {@link SafeLink}. */
export interface SafeLinkProps {
  readonly url: string
  readonly title: string | null
  /** Its address is still being written. */
  readonly pending?: boolean | undefined
  readonly children: ReactNode
}

/** A link whose address is allowed; only its text otherwise. */
export function SafeLink({ url, title, pending = false, children }: SafeLinkProps) {
  const href = useMarkdownSetup().links(url)
  if (href === null)
    return (
      <span data-sluice="link-text" data-pending={pending ? '' : undefined}>
        {children}
      </span>
    )
  return (
    <a href={href} title={title ?? undefined} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** The props of {@link MarkdownImage}. */
export interface MarkdownImageProps {
  readonly url: string
  readonly title: string | null
  readonly alt: string
  /** Its address is still being written: nothing is fetched yet. */
  readonly pending?: boolean | undefined
  /** It stands in a link, which it cannot be itself. */
  readonly inLink: boolean
}

/** An image of an allowed origin; of any other, its description, with a link to it. */
export function MarkdownImage({ url, title, alt, pending = false, inLink }: MarkdownImageProps) {
  const { messages } = useUi()
  const { imageOrigins } = useMarkdownSetup()
  const src = pending ? null : imageUrl(url, imageOrigins)
  if (src !== null)
    return (
      <img
        src={src}
        alt={alt}
        title={title ?? undefined}
        data-sluice="image"
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
      />
    )
  const text = <span data-sluice="image-not-shown">{messages.imageNotShown(alt)}</span>
  if (inLink || pending) return text
  return (
    <SafeLink url={url} title={title}>
      {text}
    </SafeLink>
  )
}
