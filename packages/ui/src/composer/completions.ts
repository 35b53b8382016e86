/** Something that a person can take instead of writing it. */
export interface Completion {
  readonly id: string
  /** As it stands in the list. */
  readonly label: string
  readonly detail?: string | undefined
  /** What stands in the text instead of what was written; null to take that away. */
  readonly text: string | null
  /** What happens as well, in the page. */
  readonly run?: (() => void) | undefined
}

/** Completions from the application, behind a character. */
export interface CompletionSource {
  /** The character that opens the list, as `/` or `@`. */
  readonly trigger: string
  /** Only at the beginning of the text, as for commands; else at the beginning of any word. */
  readonly atStart?: boolean
  /** What fits what was written behind the character. A later answer to an earlier question is passed over. */
  readonly find: (query: string) => readonly Completion[] | Promise<readonly Completion[]>
}

/** A command of the application: `/name`. */
export interface SlashCommand {
  readonly name: string
  readonly detail?: string
  /** The text that it becomes; the command itself is not sent when absent. */
  readonly text?: string
  readonly run?: () => void
}

/**
 * Commands at the beginning of a message, opened by `/`.
 *
 * @example
 * const completions = [slashCommands([{ name: 'new', detail: 'Begin again', run: startOver }])]
 */
export function slashCommands(commands: readonly SlashCommand[]): CompletionSource {
  return {
    trigger: '/',
    atStart: true,
    find: query =>
      commands
        .filter(({ name }) => name.toLowerCase().startsWith(query.toLowerCase()))
        .map(({ name, detail, text, run }) => ({
          id: name,
          label: `/${name}`,
          ...(detail ? { detail } : {}),
          text: text ?? null,
          ...(run ? { run } : {}),
        })),
  }
}

/** Mentions of what an application knows, opened by `@` before any word. */
export function mentions(find: CompletionSource['find']): CompletionSource {
  return { trigger: '@', find }
}

/** What is being completed: a source, what was written behind its character, and from where to where it stands. */
export interface Completing {
  readonly source: CompletionSource
  readonly query: string
  readonly start: number
  readonly end: number
}

/** A query with a space in it is a sentence. */
const WORD = /^\S*$/

/** Tells what is being completed where the cursor stands; null for nothing. */
export function completingAt(
  text: string,
  cursor: number,
  sources: readonly CompletionSource[],
): Completing | null {
  const before = text.slice(0, cursor)
  for (const source of sources) {
    const start = before.lastIndexOf(source.trigger)
    if (start < 0 || (source.atStart ? start > 0 : /\S/.test(before[start - 1] ?? ' '))) continue
    const query = before.slice(start + source.trigger.length)
    if (WORD.test(query)) return { source, query, start, end: cursor }
  }
  return null
}

/** A text with a completion taken, and where the cursor stands then. */
export function taken(
  text: string,
  { start, end }: Completing,
  completion: Completion,
): { text: string; cursor: number } {
  const rest = text.slice(end)
  const space = completion.text === null || completion.text.endsWith(' ') || rest.startsWith(' ') ? '' : ' '
  const inserted = completion.text === null ? '' : completion.text + space
  return { text: text.slice(0, start) + inserted + rest, cursor: start + inserted.length }
}
