import { Component, type ReactNode } from 'react'

/** Draws something else instead of what fails, so that it does not take the conversation with it. Another key tries again. */
export class Fallback extends Component<
  { readonly fallback: ReactNode; readonly children: ReactNode },
  { hasFailed: boolean }
> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children
  }
}
