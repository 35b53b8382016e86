/** What was made of texts. */
export interface TextCache<Value extends object | string> {
  get(text: string): Value | undefined
  set(text: string, value: Value): void
}

/** Keeps what was made of the texts that were asked for last, as long as they have no more characters than that; the newest always. */
export function createTextCache<Value extends object | string>(mostCharacters: number): TextCache<Value> {
  /** The one that was asked for longest ago is the first. */
  const values = new Map<string, Value>()
  let characters = 0
  const remove = (text: string): void => {
    if (values.delete(text)) characters -= text.length
  }
  const set = (text: string, value: Value): void => {
    remove(text)
    values.set(text, value)
    characters += text.length
    for (const oldest of values.keys()) {
      if (characters <= mostCharacters || oldest === text) break
      remove(oldest)
    }
  }
  return {
    get(text) {
      const value = values.get(text)
      if (value !== undefined) set(text, value)
      return value
    },
    set,
  }
}
