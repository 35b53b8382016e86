/** Characters that are not seen, or that make others be seen elsewhere; the joiners of emoji and scripts are none of these. */
const hidden = /[\u0080-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A string as JSON in which nothing can hide. */
export function formatString(text: string): string {
  return JSON.stringify(text).replace(hidden, escaped)
}

/** A key of an object: bare where it is a word, else as a string. */
export function formatKey(key: string): string {
  return /^[\w$][\w$.-]*$/.test(key) ? key : formatString(key)
}
