/** How a tool gets a view of its own. */
export const toolViews = `# Writing a tool view

Every tool has a good card without any work: its arguments while they stream, its progress, its output as text, table, diff or names and values, how
long it took, which attempt it is and why it failed. A view makes it say more.

## Take one of ours

\`\`\`tsx
import type { triage } from '../agents/triage'

const toolViews = defineToolViews<typeof triage>({
  read_file: fileView,
  edit_file: diffView,
  run_tests: { ...terminalView, title: 'Run the tests' },
  update_plan: planView,
  web_search: webResultsView,
})

<AgentChat agent="triage" id="7f3a" toolViews={toolViews} />
\`\`\`

The names are those of the agent's tools: a wrong one does not compile.

## Write one

\`\`\`tsx
const toolViews = defineToolViews<typeof shop>({
  find_order: {
    title: 'Find the order',
    icon: 'search',
    summary: ({ arguments: args }) => args?.number ?? '',
    Output: ({ output }) => output && <OrderCard order={output} />,
  },
})
\`\`\`

| field | what it is |
|---|---|
| \`title\` | what the call does, in a person's words |
| \`icon\` | the mark of a call that ended well |
| \`summary\` | the arguments on one line |
| \`isOpen\` | open without being asked |
| \`Input\`, \`Output\` | instead of the arguments, instead of the output |
| \`Body\` | instead of both |

A view is given \`call\`, \`arguments\` (complete, or undefined), \`draft\` (as far as they were streamed) and \`output\`. While arguments stream, any of them may
be missing or cut off: read \`draft\` with care, or wait for \`arguments\`.

## When it fails

A view that throws is replaced by the card for any tool. The thread goes on.

## Data of the application

An agent can send data of its own. A component draws it, when it fits the schema; else it is drawn as names and values.

\`\`\`tsx
const dataViews = defineDataViews<typeof shop>({
  order: { schema: v.object({ number: v.string(), total: v.number() }), Component: OrderCard },
})
\`\`\`

The schema may be of any library of the Standard Schema, as long as it answers at once.
`
