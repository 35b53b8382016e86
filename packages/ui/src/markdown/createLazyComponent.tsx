import { Component, type ComponentType, type ReactNode, Suspense } from 'react'
import type { MarkdownPluginProps } from './MarkdownPlugin.ts'

/** Draws the text instead of what fails: a formula that cannot be drawn must not take the conversation with it. */
class Fallback extends Component<{ fallback: ReactNode; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children
  }
}

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
