import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript'
import { codeToTokensBase, createShikiPrimitiveAsync, getLastGrammarState } from '@shikijs/primitive'
import type { GrammarState, LanguageRegistration, ShikiPrimitive, ThemeRegistration } from '@shikijs/types'
import { type CodeToken, TOKEN_KINDS, type TokenKind } from './tokenKinds.ts'

/** What TextMate's scopes are to a reader. */
const SCOPES: Readonly<Record<TokenKind, readonly string[]>> = {
  comment: [
    'comment',
    'punctuation.definition.comment',
    'string.quoted.docstring',
    'string.quoted.docstring punctuation.definition.string',
  ],
  keyword: [
    'keyword',
    'storage',
    'keyword.operator.new',
    'keyword.operator.expression',
    'markup.heading',
    'entity.name.tag',
  ],
  string: [
    'string',
    'punctuation.definition.string',
    'markup.inline.raw',
    'constant.other.symbol',
    'string.regexp',
  ],
  constant: [
    'constant',
    'variable.language',
    'support.constant',
    'keyword.other.unit',
    'constant.character.escape',
  ],
  function: [
    'entity.name.function',
    'support.function',
    'meta.function-call.generic',
    'support.type.property-name',
    'punctuation.support.type.property-name',
    'entity.other.attribute-name',
  ],
  type: [
    'entity.name.type',
    'entity.name.class',
    'support.class',
    'support.type',
    'entity.other.inherited-class',
  ],
  variable: [
    'variable.parameter',
    'variable.other.env',
    'variable.other.normal.shell',
    'meta.object-literal.key',
  ],
  inserted: ['markup.inserted'],
  deleted: ['markup.deleted'],
}

/** Operators are read with the text around them. */
const PLAIN_SCOPES = [
  'keyword.operator',
  'punctuation',
  'meta.template.expression',
  'storage.type.function.arrow',
]

const colorOf = (index: number) => `#00000${index.toString(16)}`

/** Not a theme to look at: its colours are the numbers of kinds, which the style sheet colours. */
const theme: ThemeRegistration = {
  name: 'sluice',
  fg: colorOf(0),
  bg: '#ffffff',
  settings: [
    ...TOKEN_KINDS.map((kind, index) => ({
      scope: [...SCOPES[kind]],
      settings: { foreground: colorOf(index + 1) },
    })),
    { scope: [...PLAIN_SCOPES], settings: { foreground: colorOf(0) } },
  ],
}

/** So many characters are read in one go: a few milliseconds. */
const SLICE = 1_500

/**
 * After so long the rest of a line stays plain. The tokenizer's own half a second is less than a slow device takes to prepare the expressions of a
 * language for its first line, which then would stay half coloured.
 */
const LINE_LIMIT_MS = 5_000

let primitive: Promise<ShikiPrimitive> | undefined

const loaded = new Map<string, Promise<unknown>>()

type LoadGrammar = () => Promise<readonly LanguageRegistration[]>

async function prepare(language: string, loadGrammar: LoadGrammar): Promise<ShikiPrimitive> {
  primitive ??= createShikiPrimitiveAsync({
    themes: [theme],
    langs: [],
    // What the engine cannot read of a grammar is left without a colour.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const shiki = await primitive
  const loading = loaded.get(language) ?? loadGrammar().then(grammar => shiki.loadLanguage(...grammar))
  loaded.set(language, loading)
  await loading
  return shiki
}

/** Pieces of whole lines, each of about so many characters. */
function slicesOf(code: string): readonly { start: number; text: string }[] {
  const slices: { start: number; text: string }[] = []
  for (let start = 0; start < code.length; ) {
    const end = code.indexOf('\n', start + SLICE)
    const text = end === -1 ? code.slice(start) : code.slice(start, end)
    slices.push({ start, text })
    start += text.length + 1
  }
  return slices
}

/** Finds what has a colour in a code, in slices between which the page may do other things. */
export async function tokenize(
  code: string,
  language: string,
  loadGrammar: LoadGrammar,
  pause: () => Promise<void>,
): Promise<readonly CodeToken[]> {
  const shiki = await prepare(language, loadGrammar)
  const tokens: CodeToken[] = []
  let grammarState: GrammarState | undefined
  for (const { start, text } of slicesOf(code)) {
    await pause()
    const lines = codeToTokensBase(shiki, text, {
      lang: language,
      theme: 'sluice',
      tokenizeTimeLimit: LINE_LIMIT_MS,
      ...(grammarState ? { grammarState } : {}),
    })
    grammarState = getLastGrammarState(shiki, lines)
    for (const { offset, content, color } of lines.flat()) {
      const kind = TOKEN_KINDS[Number.parseInt(color?.slice(-1) ?? '0', 16) - 1]
      const last = tokens.at(-1)
      const from = start + offset
      if (kind === undefined || content.trim() === '') continue
      if (last?.kind === kind && last.end === from)
        tokens[tokens.length - 1] = { ...last, end: from + content.length }
      else tokens.push({ start: from, end: from + content.length, kind })
    }
  }
  return tokens
}
