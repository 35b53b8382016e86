/** How the kit is made to look like an application. */
export const theming = `# Theming

One style sheet, \`@sluice/ui/styles.css\`. Every rule is in \`@layer sluice\`, has no specificity and applies inside an element with the class \`sluice\` only:
a rule of your page always wins, without \`!important\`, and nothing of the kit reaches the page.

## Tokens

Set them on \`.sluice\` or on anything around it that you own.

\`\`\`css
.sluice {
  --sl-font: "Söhne", sans-serif;
  --sl-accent: light-dark(#0b6e4f, #6ee7b7);
  --sl-radius-m: 0.25rem;
  --sl-measure: 40rem;
}
\`\`\`

| token | what it is |
|---|---|
| \`--sl-font\`, \`--sl-font-mono\` | the two families |
| \`--sl-text-xs\` … \`--sl-text-xl\` | sizes; \`--sl-text-m\` is the text of messages |
| \`--sl-space-1\` … \`--sl-space-6\` | the grid; make them smaller for a denser page |
| \`--sl-measure\`, \`--sl-gutter\`, \`--sl-rail\` | width of a line, the edge of the page, the room of the rail |
| \`--sl-radius-s\`, \`-m\`, \`-l\` | corners |
| \`--sl-motion\`, \`--sl-ease\` | duration and curve of what moves |
| \`--sl-surface\`, \`-low\`, \`-high\`, \`-own\` | the page, what lies below it, what lies on it, what a person said |
| \`--sl-ink\`, \`--sl-ink-soft\` | text |
| \`--sl-line\`, \`--sl-line-strong\` | lines, and edges of controls |
| \`--sl-accent\`, \`-strong\`, \`-wash\`, \`--sl-on-accent\` | what moves and what can be done |
| \`--sl-good\`, \`--sl-wait\`, \`--sl-bad\`, each with \`-wash\` | done, waiting for a person, failed |
| \`--sl-code-…\` | the colours of code |

## Light and dark

The kit follows the system. \`data-theme="light"\` or \`"dark"\` on an element around it, or on it, decides otherwise.

## By data attributes

Every part says what it is and how it stands. Style it as you would anything:

\`\`\`css
[data-sluice="tool-card"][data-tool="deploy"] {
  --sl-surface-low: #fff7ed;
}
[data-sluice="message"][data-message-role="user"] {
  font-style: italic;
}
\`\`\`

## With Tailwind

Put the layer behind Tailwind's base, and utilities win over the kit:

\`\`\`css
@layer theme, base, sluice, components, utilities;
@import "tailwindcss";
@import "@sluice/ui/styles.css";
\`\`\`

## Other elements

Each part takes \`render\`: an element or a function that becomes the part. Its ref, class, style and handlers are kept.

\`\`\`tsx
<Composer.Send render={<MyButton variant="solid" />} />
\`\`\`

## Prefabs of your own

A prefab is made only of parts, so a copy of it is a good place to begin. The package brings one for each as an item of a shadcn registry; nothing is fetched for it:

\`\`\`sh
npx shadcn add ./node_modules/@sluice/ui/dist/registry/tool-call-view.json
\`\`\`

The copy imports the parts and the other prefabs from the package. Change what it draws, and put it where the prefab stood; \`registry.json\` beside it lists all of them.
`
