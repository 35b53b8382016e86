import { CodeBlock } from '../markdown/CodeBlock.tsx'
import { safeUrl } from '../markdown/safeUrl.ts'
import { planItems } from '../plan/planItems.ts'
import { useUi } from '../text/UiProvider.tsx'
import { DiffText, isDiff } from '../value/DiffText.tsx'
import { JsonValue } from '../value/JsonValue.tsx'
import { plainText } from '../value/plainText.ts'
import { changeLines, changeOf } from '../value/shapes.ts'
import { summarize } from '../value/summarize.ts'
import { visibleText } from '../value/visibleText.tsx'
import { languageOf, listUnder, numberUnder, textUnder } from './read.ts'
import type { ToolView, ToolViewProps } from './ToolView.ts'

const PATH = ['path', 'file', 'filename', 'file_path', 'filePath'] as const
const CONTENT = ['content', 'contents', 'text', 'file_text'] as const

const isNothing = (value: unknown) => value === undefined || value === null

function Plain({ value, label }: { readonly value: unknown; readonly label: string }) {
  return isNothing(value) ? null : <JsonValue value={value} label={label} />
}

/** A file: its content in the colours of its language, whether the call reads or writes it; a list of files as a list. */
function FileBody({ call, draft, output }: ToolViewProps) {
  const { messages } = useUi()
  const path = textUnder(draft, PATH) ?? textUnder(output, PATH) ?? ''
  const written = textUnder(draft, CONTENT)
  const read = typeof output === 'string' ? output : textUnder(output, CONTENT)
  const text = written ?? read
  const list = listUnder(output, ['files', 'paths', 'entries'])
  return (
    <>
      {path && <p data-sluice="view-path">{plainText(path)}</p>}
      {text !== undefined && (
        <CodeBlock language={languageOf(path)} text={text} open={call.status === 'called'} />
      )}
      {text === undefined && list && (
        <ul data-sluice="view-files">
          {list.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file is its position
            <li key={index}>
              {typeof item === 'string' ? item : (textUnder(item, [...PATH, 'name']) ?? summarize(item))}
            </li>
          ))}
        </ul>
      )}
      {text === undefined && !list && <Plain value={output} label={`${call.tool} ${messages.toolOutput}`} />}
    </>
  )
}

/** Calls that read, write or list files. Reads `path` and `content` of the arguments or the output, or an output that is a text or a list. */
export const fileView: ToolView = {
  icon: 'file',
  summary: ({ draft, output }) => textUnder(draft, PATH) ?? textUnder(output, PATH) ?? summarize(draft),
  Body: FileBody,
}

function DiffBody({ call, draft, output }: ToolViewProps) {
  const { messages } = useUi()
  const label = `${call.tool} ${messages.toolArguments}`
  const patch =
    textUnder(draft, ['patch', 'diff']) ??
    (typeof output === 'string' && isDiff(output) ? output : textUnder(output, ['patch', 'diff']))
  const changed = typeof draft === 'object' && draft !== null ? changeOf(draft) : null
  const path = textUnder(draft, PATH)
  const lines = patch?.split('\n') ?? (changed ? changeLines(changed.change) : null)
  return (
    <>
      {path && <p data-sluice="view-path">{plainText(path)}</p>}
      {lines ? <DiffText lines={lines} label={label} /> : <Plain value={draft} label={label} />}
    </>
  )
}

/** Calls that change a text. Reads a `patch` or `diff`, or two texts such as `find` and `replace`. */
export const diffView: ToolView = {
  icon: 'pen',
  isOpen: true,
  summary: ({ draft }) => textUnder(draft, PATH) ?? summarize(draft),
  Body: DiffBody,
}

function TerminalBody({ call, draft, output }: ToolViewProps) {
  const { messages, format } = useUi()
  const command = textUnder(draft, ['command', 'cmd', 'script'])
  const progress = call.progress?.text ?? ''
  const written = [textUnder(output, ['stdout', 'output', 'log']), textUnder(output, ['stderr'])]
  const said = typeof output === 'string' ? output : written.filter(text => text).join('\n')
  const code = numberUnder(output, ['exitCode', 'exit_code', 'code', 'status'])
  const shown = said || (call.status === 'running' ? progress : '')
  const isKnown = said !== '' || typeof output === 'string'
  return (
    <>
      <figure
        data-sluice="view-terminal"
        // A scrolling region has to be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        aria-label={`${call.tool} ${messages.toolOutput}`}
      >
        <pre>
          {command !== undefined && <span data-sluice="view-command">{visibleText(`${command}\n`)}</span>}
          {visibleText(shown)}
        </pre>
      </figure>
      {code !== undefined && (
        <p data-sluice="view-exit" data-exit={code === 0 ? 'good' : 'bad'}>
          {messages.exitCode(format.number(code))}
        </p>
      )}
      {!isKnown && code === undefined && (
        <Plain value={output} label={`${call.tool} ${messages.toolOutput}`} />
      )}
    </>
  )
}

/** Calls that run a command. Reads `command`, and `stdout`, `stderr` and `exitCode` of the output, or an output that is a text; shows the progress while it runs. */
export const terminalView: ToolView = {
  icon: 'terminal',
  summary: ({ draft }) => textUnder(draft, ['command', 'cmd', 'script']) ?? summarize(draft),
  Body: TerminalBody,
}

function PlanBody({ call, draft }: ToolViewProps) {
  const { messages } = useUi()
  const items = planItems(
    listUnder(draft, ['plan', 'steps', 'items', 'todos', 'tasks']),
    call.status === 'running',
  )
  if (items.length === 0) return <Plain value={draft} label={`${call.tool} ${messages.toolArguments}`} />
  return (
    <ol data-sluice="plan-items">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its position
        <li key={index} data-sluice="plan-item" data-plan-status={item.status}>
          {item.title}
        </li>
      ))}
    </ol>
  )
}

/** Calls that write a plan. Reads `plan`, `steps`, `items`, `todos` or `tasks` of the arguments. */
export const planView: ToolView = {
  icon: 'check',
  summary: ({ draft }) => {
    const items = planItems(listUnder(draft, ['plan', 'steps', 'items', 'todos', 'tasks']), false)
    return items.find(item => item.status !== 'done')?.title ?? items.at(-1)?.title ?? ''
  },
  Body: PlanBody,
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : '')

function WebResultsBody({ call, draft, output }: ToolViewProps) {
  const { messages } = useUi()
  const results = listUnder(output, ['results', 'items', 'organic', 'pages'])?.filter(
    result => typeof result === 'object' && result !== null,
  )
  if (!results) return <Plain value={output ?? draft} label={`${call.tool} ${messages.toolOutput}`} />
  return (
    <ol data-sluice="view-results">
      {results.map((result, index) => {
        const address = textUnder(result, ['url', 'link', 'href']) ?? ''
        const href = safeUrl(address)
        const title = textUnder(result, ['title', 'name']) ?? address
        const text = textUnder(result, ['snippet', 'description', 'text', 'content'])
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a result is its position
          <li key={index}>
            {href ? (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                {title}
              </a>
            ) : (
              <span>{title}</span>
            )}
            <small>{hostOf(address)}</small>
            {text && <p>{text}</p>}
          </li>
        )
      })}
    </ol>
  )
}

/** Calls that search the web or read a page. Reads `results` with `title`, `url` and `snippet`. Nothing of them is fetched. */
export const webResultsView: ToolView = {
  icon: 'search',
  summary: ({ draft }) => textUnder(draft, ['query', 'q', 'url']) ?? summarize(draft),
  Body: WebResultsBody,
}
