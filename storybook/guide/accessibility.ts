/** What the kit does for people with a screen reader or without a mouse. */
export const accessibility = `# Accessibility

## One voice

There is one polite live region in a chat. It speaks at boundaries: a run started, an approval is needed, it failed, it was recovered, it finished (with the
first sentence of the answer). It never speaks for text that grows.

## A feed

The rows are articles of a feed with their position; the one that is written is busy. One row is in the tab order: the one that had the focus last. The
focus is never taken by what arrives. Of a very long thread only the rows near the viewport are in the page, and the one with the focus always is.

## Keys

| where | key | what it does |
|---|---|---|
| anywhere in the chat | \`Ctrl\` or \`⌘\` and \`F\` | searches the conversation; again, the page |
| a row | \`↑\` \`↓\` \`Home\` \`End\` | goes from row to row |
| inside of a row | \`Page Up\` \`Page Down\` | goes to the row before or after |
| a row | \`Escape\` | goes back to what scrolls |
| the composer | \`Enter\` | sends; \`Shift\` and \`Enter\` make a new line |
| an empty composer | \`↑\` \`↓\` | brings back what was said |
| the composer with a list | \`↑\` \`↓\` \`Enter\` \`Tab\` \`Escape\` | moves in it, takes, closes |
| the search | \`Enter\`, \`Shift\` and \`Enter\` | the message before, the one after |
| a form | \`Enter\` in a line | sends it |
| an editor | \`Escape\` | closes it |

An \`Enter\` that confirms a word of an input method never sends.

## Forms

Every field has a label. What is wrong is said at the field once the form was to be sent, the field is marked as invalid and described by the problem,
and the focus goes to the first one.

## Contrast and motion

\`prefers-contrast: more\` makes text black or white and every line strong. With forced colours the marks keep theirs. \`prefers-reduced-motion\` ends all
motion.

## Checked

axe finds nothing in any story of this book, in light, dark and high contrast.
`
