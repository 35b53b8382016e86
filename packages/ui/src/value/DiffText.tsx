import { visibleText } from './visibleText.tsx'

const HUNK = /^@@ .*@@/m

/** Tells whether a text is a unified diff. */
export const isDiff = (text: string): boolean =>
  HUNK.test(text) || (/^--- /m.test(text) && /^\+\+\+ /m.test(text))

function lineState(line: string): string {
  if (line.startsWith('@@')) return 'hunk'
  if (line.startsWith('+++') || line.startsWith('---')) return 'file'
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : 'same'
}

/** Lines of a diff, each in its `data-diff` state. */
export function DiffText({ lines, label }: { lines: readonly string[]; label: string }) {
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <figure data-sluice="value-text" data-diff-text="" tabIndex={0} aria-label={label}>
      <pre>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its position
          <span key={index} data-diff={lineState(line)}>
            {visibleText(`${line}\n`)}
          </span>
        ))}
      </pre>
    </figure>
  )
}
