/** Characters that turn what is behind them around, so that a text is read as another one: embeddings, overrides and isolates. */
export const TURNING = /[\u202a-\u202e\u2066-\u2069]/g

/** Those that no language needs. The others set names of another direction apart, which is well in a sentence, and hides things in code. */
export const OVERRIDING = /[\u202a-\u202e]/g

/** A text with a sign in the place of each character that would turn the rest of it around. For names that a person judges by reading them. [K19] */
export const plainText = (text: string): string => text.replace(TURNING, '\ufffd')
