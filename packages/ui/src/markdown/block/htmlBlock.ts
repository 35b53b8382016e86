const ATTRIBUTE =
  '(?:\\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\\s*=\\s*(?:[^"\'=<>`\\x00-\\x20]+|\'[^\']*\'|"[^"]*"))?)'

/** An opening or a closing tag. */
export const TAG = `<[A-Za-z][A-Za-z0-9-]*${ATTRIBUTE}*\\s*/?>|</[A-Za-z][A-Za-z0-9-]*\\s*>`

const BLOCK_NAMES =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|' +
  'fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|' +
  'menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|' +
  'track|ul'

/** What opens a block of HTML, by the numbers of the specification less one. */
const OPEN: readonly RegExp[] = [
  /^<(?:script|pre|textarea|style)(?:\s|>|$)/i,
  /^<!--/,
  /^<\?/,
  /^<![A-Za-z]/,
  /^<!\[CDATA\[/,
  new RegExp(`^</?(?:${BLOCK_NAMES})(?:\\s|/?>|$)`, 'i'),
  new RegExp(`^(?:${TAG})\\s*$`, 'i'),
]

const CLOSE: readonly RegExp[] = [/<\/(?:script|pre|textarea|style)>/i, /-->/, /\?>/, />/, /\]\]>/]

/** The condition of the block of HTML that a line opens, 1 to 7; 0 for none. The last kind cannot interrupt a paragraph. */
export function openHtml(line: string, inParagraph: boolean): number {
  const found = OPEN.findIndex(pattern => pattern.test(line)) + 1
  return inParagraph && found === 7 ? 0 : found
}

/** Tells whether a line ends a block of HTML; the last two kinds end at a blank line. */
export const closesHtml = (line: string, condition: number): boolean =>
  CLOSE[condition - 1]?.test(line) ?? false
