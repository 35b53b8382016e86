import {
  type ComponentPropsWithRef,
  cloneElement,
  createElement,
  type JSX,
  type ReactElement,
  type Ref,
} from 'react'
import { mergeProps } from './mergeProps.ts'
import { useMergedRef } from './useMergedRef.ts'

/** What a part exposes as `data-*`: camel-case names of the vocabulary; `true` gives an empty attribute, false and null none. */
export type PartState = object

/** Another element for a part: an element that is given the part's props, or a function of the props and the part's state. */
export type PartRender<State extends PartState> =
  | ReactElement<Record<string, unknown>>
  | ((props: Record<string, unknown>, state: State) => ReactElement)

/** The props of a part: all of its element's, and `render` to become another element. */
export type PartProps<
  Tag extends keyof JSX.IntrinsicElements,
  State extends PartState = PartState,
> = ComponentPropsWithRef<Tag> & { render?: PartRender<State> | undefined }

const attributeName = (key: string) => `data-${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

function stateAttributes(state: PartState): Record<string, unknown> {
  const attributes: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(state)) {
    if (value === false || value === null || value === undefined) continue
    attributes[attributeName(key)] = value === true ? '' : value
  }
  return attributes
}

const NO_PROPS: Record<string, unknown> = {}

/**
 * Makes the one element of a part. The element carries `data-sluice={part}`, the state as `data-*`, the part's own props and over them the
 * caller's. Refs of the part, the caller and the `render` element are all set.
 */
export function usePartElement<State extends PartState>(
  tag: keyof JSX.IntrinsicElements,
  part: string,
  state: State,
  { render, ...caller }: { render?: PartRender<State> | undefined },
  own: Record<string, unknown> = NO_PROPS,
): ReactElement {
  const rendered = typeof render === 'object' ? render.props : NO_PROPS
  const ref = useMergedRef(
    own.ref as Ref<Element> | undefined,
    (caller as { ref?: Ref<Element> }).ref,
    rendered.ref as Ref<Element> | undefined,
  )
  const props = mergeProps({ 'data-sluice': part, ...stateAttributes(state), ...own }, caller)
  if (ref) props.ref = ref
  if (render === undefined) return createElement(tag, props)
  if (typeof render === 'function') return render(props, state)
  const merged = mergeProps(props, rendered)
  if (ref) merged.ref = ref
  return cloneElement(render, merged)
}
