/** Stands in for the shell that the skills of Think import; no scenario has skills. */
export class Bash {}

/** As above. */
export const defineCommand = (): never => {
  throw new Error('There is no shell here.')
}
