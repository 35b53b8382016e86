import { createContext, type ReactNode, use, useMemo } from 'react'
import type { DataPartView, DataPartViews, ToolView, ToolViews } from './ToolView.ts'

interface Views {
  readonly tools: ToolViews
  readonly data: DataPartViews
}

const ViewsContext = createContext<Views>({ tools: {}, data: {} })

/** The props of {@link ViewScope}; what is absent is as around it. */
export interface ViewScopeProps {
  readonly tools?: ToolViews | undefined
  readonly data?: DataPartViews | undefined
  readonly children: ReactNode
}

/** Sets how tool calls and an application's own data are drawn inside. */
export function ViewScope({ tools, data, children }: ViewScopeProps) {
  const outer = use(ViewsContext)
  const views = useMemo(
    () => ({ tools: tools ?? outer.tools, data: data ?? outer.data }),
    [outer, tools, data],
  )
  return <ViewsContext value={views}>{children}</ViewsContext>
}

/** The view of a tool; null for the card for any tool. */
export function useToolView(tool: string): ToolView | null {
  const { tools } = use(ViewsContext)
  return Object.hasOwn(tools, tool) ? (tools[tool] ?? null) : null
}

/** The view of data with a name; null for none. */
export function useDataView(name: string): DataPartView | null {
  const { data } = use(ViewsContext)
  return Object.hasOwn(data, name) ? (data[name] ?? null) : null
}
