import { readSession, type TestSession } from '@sluice/testkit'

/** What is said, without the marks of markdown, spaces and line ends, which a page draws instead. */
export function lettersOf(text: string): string {
  return text.replace(/^\s*(?:\d+\.|[-*+])\s+/gm, '').replace(/[^\p{L}\p{N}]/gu, '')
}

/** The texts of a session's messages as the fold of its log has them, by message, oldest first; at an earlier offset when one is given. */
export async function foldedTexts(
  url: string,
  agent: string,
  id: string,
  upTo: string | null = null,
): Promise<string[]> {
  const session: TestSession = await readSession(url, { agent, id }, upTo)
  return session.texts.map(lettersOf)
}
