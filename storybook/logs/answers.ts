/** Texts that show what markdown can be drawn as. */
export const everything = `# How the log is kept

A run **waits** for its lease, *then* writes; \`append()\` resolves when the disk has it. ~~Every second~~ As soon as the one before is done,
another commit starts. See [the design](https://docs.example/design "Design"), https://docs.example/wire or mail ops@docs.example.
A line that ends in two spaces  
goes on below.

## What holds

- Persist, then publish
- Redelivery is free
  - by reference
  - at any cut
    1. first
    2. second
- [x] measured
- [ ] looked at

3. An offset is compared as a string.

   It has a mark, so that another history is noticed.
4. Nothing is lost.

> The log is the buffer.
>
> > A slow reader is paused, never buffered.

### In numbers

| store | commits | p50 | p99 |
|:--|--:|--:|:-:|
| \`node:sqlite\`, one per commit | 5,300 | 0.2 ms | – |
| at 20 | 85,000 | 0.9 ms | 3.1 ms |
| at 100 | **260,000** | 2.0 ms | 7.3 ms |

The disk is the linger[^linger], and FULL costs 16 %[^full].

***

\`\`\`ts
// Commit before publishing. [S1]
export async function append(events: readonly Event[]): Promise<Offset> {
  const offset = await store.commit(events.map(event => ({ ...event, at: clock.now() })))
  if (offset === null) throw new StoreError('gone', \`no \${events.length} events\`)
  return offset
}
\`\`\`

#### Below that

<details><summary>HTML</summary> is text: <b>not bold</b></details>

![A plan of the house](https://images.example/plan.png) is not fetched, and [this](javascript:alert(1)) leads nowhere.

[^linger]: A timer of 2 ms is worse up to 1,000 writers.
[^full]: Measured with \`synchronous=FULL\`.

    Against NORMAL, on the same disk.
`

export const languages = `\`\`\`python
@dataclass
class View:
    """What the fold makes of a log."""
    offset: str | None = None

    def fold(self, events: list[Event]) -> "View":
        for event in events:
            if event.type == "run.settled" and event.at > 1_000:
                self.offset = f"{event.sequence:016d}_{event.mark}"
        return self
\`\`\`

\`\`\`bash
$ npm run bench -- markdown --rounds 3 | tee out.txt  # prints ratios
for file in *.ts; do grep -n "TODO" "$file" || echo 'none'; done
\`\`\`

\`\`\`json
{ "offset": "0000000000000042_k3j9x2ab", "at": 1800000000000, "live": true, "writer": null }
\`\`\`

\`\`\`sql
SELECT stream, count(*) AS events FROM log WHERE seq > 100 GROUP BY stream ORDER BY events DESC; -- busy ones
\`\`\`

\`\`\`css
:where(.sluice) { --sl-ink: light-dark(oklch(0.24 0.02 245), white); }
\`\`\`

\`\`\`rust
pub fn fold<'a>(view: View, events: &'a [Event]) -> Result<View, FoldError> { events.iter().try_fold(view, step) }
\`\`\`

\`\`\`diff
- const view = fold(empty, all)
+ const view = fold(last, events)
  return view
\`\`\`

\`\`\`
no language
\`\`\`

    four columns of white space
`

export const wide = `| name | what it is for | where it is kept | who writes it | how long it lives | how it is found |
|---|---|---|---|---|---|
| \`view\` | what the fold makes of a log up to an offset | in memory, and in snapshots | nobody: it is folded | as long as it is read | by session and offset |
| \`blob\` | content beside the log | by hash, under its session | tools and clients | until its session is deleted | by the event that names it |

\`\`\`ts
const averylongline = ['that', 'does', 'not', 'wrap', 'but', 'scrolls', 'inside', 'of', 'its', 'own', 'block', 'and', 'never', 'moves', 'the', 'page'].join(' ')
\`\`\`

Averylongwordthatcannotbebrokenanywhereunlessitmustbebecausethereisnoroomforitonaphone and https://docs.example/a/very/long/address/that/goes/on/and/on/index.html.
`

export const mathematics = `The mean of $n$ samples is $\\bar{x} = \\frac{1}{n}\\sum_{i=1}^{n} x_i$, which costs \\(O(n)\\) and not $5.

$$
\\sigma^2 = \\frac{1}{n}\\sum_{i=1}^{n} (x_i - \\bar{x})^2
$$

\`\`\`math
\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} \\begin{pmatrix} x \\\\ y \\end{pmatrix} = \\begin{pmatrix} ax + by \\\\ cx + dy \\end{pmatrix}
\`\`\`

What cannot be read stays: $\\frac{1$ and

$$
\\unknown{x
$$
`

export const diagrams = `\`\`\`mermaid
flowchart LR
  command[Command] --> decide{decide}
  decide -->|events| append[Append] --> disk[(Disk)]
  decide -->|refusal| client([Client])
  disk --> publish[Publish] --> client
\`\`\`

\`\`\`mermaid
this is no diagram
\`\`\`
`

/** Code and words that are written to be read as others: characters that turn the rest of a line around. */
export const turning = `The file \`invoice\u202egpj.exe\` is no picture, whatever photo\u202egpj.exe says. «تقرير» stays as it is.

\`\`\`ts
const isAdmin = false
/*\u202e } \u2066if (isAdmin)\u2069 \u2066 begin admins only */
  erase('everything')
/* end admins only \u202e { \u2066*/
\`\`\`
`
