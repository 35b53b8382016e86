interface Match {
  readonly path: string
  readonly line: number
  readonly text: string
}

/** A line with what was searched for marked. */
function Marked({ line, text }: { readonly line: string; readonly text: string }) {
  const at = text === '' ? -1 : line.toLowerCase().indexOf(text.toLowerCase())
  if (at < 0) return line
  const end = at + text.length
  return (
    <>
      {line.slice(0, at)}
      <mark>{line.slice(at, end)}</mark>
      {line.slice(end)}
    </>
  )
}

/** The lines that a search found, under the names of their files. */
export function Matches({ matches, text }: { readonly matches: readonly Match[]; readonly text: string }) {
  const paths = [...new Set(matches.map(({ path }) => path))]
  if (paths.length === 0) return <p className="demo-no-match">No line has this.</p>
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <figure className="demo-matches" tabIndex={0} aria-label="Lines that were found">
      {paths.map(path => (
        <section key={path} aria-label={path}>
          <h3>{path}</h3>
          <ol>
            {matches
              .filter(match => match.path === path)
              .map(({ line, text: found }) => (
                <li key={line} value={line}>
                  <code>
                    <Marked line={found} text={text} />
                  </code>
                </li>
              ))}
          </ol>
        </section>
      ))}
    </figure>
  )
}
