/** The words of a table for a code that came from elsewhere, which may be the name of anything; undefined where the table has none. [F3] */
export const wordsFor = (table: Readonly<Record<string, string>>, code: string | null | undefined) =>
  code != null && Object.hasOwn(table, code) ? table[code] : undefined
