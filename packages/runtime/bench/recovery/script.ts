/** As fast as a quick model. */
export const TOKENS_PER_SECOND = 50

/** An answer of about ten seconds, at four characters to a token. */
export const answer = 'Every word of this answer is written by a script. '.repeat(40)
