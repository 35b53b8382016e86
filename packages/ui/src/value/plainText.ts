/** Characters that turn the text behind them around, so that a name can be read as another one. Nobody needs them to write in any language. */
const OVERRIDES = /[\u202a-\u202e]/g

/** A text with a sign in the place of each character that would turn the rest of it around. For what a person judges by reading it. [K19] */
export const plainText = (text: string): string => text.replace(OVERRIDES, '\ufffd')
