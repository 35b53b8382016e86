import type { AttachedPart } from '@sluice/fold'
import { safeUrl } from '../markdown/safeUrl.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'

type SourcePart = Extract<AttachedPart, { kind: 'source' }>

/** The props of {@link Root}. */
export type SourcesRootProps = PartProps<'details'>

/** Where an answer was found, behind one line. */
export function Root(props: SourcesRootProps) {
  return usePartElement('details', 'sources', {}, props)
}

/** The props of {@link Header}. */
export type SourcesHeaderProps = PartProps<'summary'> & { readonly count: number }

/** How many there are. */
export function Header({ count, ...props }: SourcesHeaderProps) {
  const { messages, format } = useUi()
  return usePartElement('summary', 'sources-header', {}, props, {
    children: messages.sources(format.number(count), count === 1),
  })
}

/** The sources in their order. */
export function Items(props: PartProps<'ol'>) {
  return usePartElement('ol', 'sources-items', {}, props)
}

/** The props of {@link Item}. */
export type SourcesItemProps = Omit<PartProps<'li'>, 'part'> & { readonly part: SourcePart }

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).hostname : '')

/** A source: a link when its address is a safe one, and where that leads. */
export function Item({ part, ...props }: SourcesItemProps) {
  const href = safeUrl(part.url)
  const title = part.title ?? part.url
  return usePartElement('li', 'sources-item', {}, props, {
    children: (
      <>
        {href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {title}
          </a>
        ) : (
          <span>{title}</span>
        )}
        <small>{hostOf(part.url)}</small>
      </>
    ),
  })
}
