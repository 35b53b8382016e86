import { type ComponentType, Suspense } from 'react'
import { Fallback } from '../part/Fallback.tsx'
import type { MarkdownPluginProps } from './MarkdownPlugin.ts'

/** Makes a plugin's component of one that is loaded when it is first drawn; until then, and when it fails, the text is drawn without it. */
export function createLazyComponent(
  Loaded: ComponentType<MarkdownPluginProps>,
): ComponentType<MarkdownPluginProps> {
  return function LazyComponent(props) {
    return (
      <Fallback key={props.value} fallback={props.children}>
        <Suspense fallback={props.children}>
          <Loaded {...props} />
        </Suspense>
      </Fallback>
    )
  }
}
