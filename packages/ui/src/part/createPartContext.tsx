import { type Context, createContext, useContext } from 'react'

/** Makes the context by which the parts of a namespace know their root; the hook throws when there is no root. */
export function createPartContext<T>(root: string): [context: Context<T | null>, use: () => T] {
  const context = createContext<T | null>(null)
  context.displayName = root
  const use = () => {
    const value = useContext(context)
    if (value === null)
      throw new Error(
        `A part stands outside of its root, so it does not know what to show. Put it inside <${root}>.`,
      )
    return value
  }
  return [context, use]
}
