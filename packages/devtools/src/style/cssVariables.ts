import type { CSSProperties } from 'react'

/** Geometry for the style sheet, as a `style` prop. */
export function cssVariables(variables: Readonly<Record<`--${string}`, string | number>>): CSSProperties {
  // React's type does not know custom properties.
  return variables as CSSProperties
}
