import type { ComponentGuide } from './components.ts'

/** What the other components are made with: text, values, forms, and what is set for a whole part of a page. */
export const pieces: Readonly<Record<string, ComponentGuide>> = {
  Markdown: {
    what: 'Text of a model, while it streams and when it is settled: CommonMark with tables, tasks, strikethrough, footnotes and addresses. Blocks that are finished keep their elements, the last one alone is read again. HTML is text, links lead where they are allowed to, and no image is fetched unless its origin is allowed.',
    element: 'markdown',
    example:
      "<MarkdownScope plugins={[math, mermaid]} imageOrigins={['https://images.example']}>\n  <Markdown text={part.text} streaming={part.status === 'streaming'} />\n</MarkdownScope>",
    parts: {
      Markdown: 'a text; takes `streaming`, and `cut` for one that ends in the middle',
      CodeBlock: 'code with its language and a button that copies it; coloured once it is complete and seen',
      MarkdownScope: 'sets plugins, links and the origins of images for all markdown inside',
    },
    attributes: {
      'data-markdown-status': '`streaming` or `settled`',
      'data-diff': '`added`, `removed`, `hunk`, `file` or `same`, on the lines of a diff',
    },
    variables: { '--sl-code-…': 'a colour for each kind of word of a program' },
    keys: { '← →': 'in a table or code that is too wide, scrolls it' },
    stories: ['parts-markdown--everything', 'parts-markdown--streaming', 'parts-markdown--with-math'],
  },
  JsonValue: {
    what: 'Any value for a person: texts as text, objects as names and values, lists of alike objects as a table, changes as a diff. What is long is shown in pieces, on demand.',
    element: 'value-entries',
    example: '<JsonValue value={call.arguments} label="Input of read_file" />',
    parts: { JsonValue: 'a value; `label` names it for a screen reader' },
    attributes: { 'data-diff': 'on the lines of a change' },
    keys: { '↑ ↓ ← →': 'in a text or table that is too large, scrolls it' },
    stories: ['chat-tools--without-views', 'chat-agentchat--tool-outcomes'],
  },
  SchemaForm: {
    what: 'A form that is made of a JSON schema: texts, numbers, choices, dates, lists and objects, with what is wrong said at its field. What no field can say is written as JSON.',
    element: 'form',
    example:
      'const form = useSchemaForm(schema)\n\n<SchemaForm form={form} label="Answer" />\n<button onClick={() => { const read = form.check(); if (read) send(read.value) }}>Send</button>',
    parts: { SchemaForm: 'the fields; `useSchemaForm` holds what is in them' },
    attributes: { 'data-invalid': 'on a field whose value does not fit, once it was to be sent' },
    keys: { Tab: 'from field to field', Enter: 'in a field of one line, sends the form around' },
    stories: [
      'chat-approval--with-a-form',
      'chat-approval--form-that-is-not-complete',
      'chat-right-to-left--form',
    ],
  },
  Announcer: {
    what: 'The one polite voice of a chat. It speaks at boundaries: started, needs your approval, failed, recovered, finished with the first sentence. It never speaks for text that grows.',
    element: 'announcer',
    example: '<Announcer />',
    parts: { Announcer: 'a live region that nobody sees; one for a session' },
    stories: ['chat-agentchat--done', 'chat-agentchat--waiting-for-approval'],
  },
  Icon: {
    what: 'Line icons of 16 by 16 in the colour of the text. They are decoration: whatever they mean is said in words beside them.',
    element: 'icon',
    example: '<Icon name="check" />',
    parts: { Icon: 'takes the `name` of an icon, and what an `svg` takes' },
    attributes: { 'data-icon': 'its name' },
    stories: ['chat-agentchat--tool-outcomes'],
  },
  Scopes: {
    what: 'What is set for a part of a page and found by everything inside: whose session it is, the words, the clock, where drafts are kept, and how tools and data are drawn. `AgentChat` brings all of them; parts that stand alone need a `SessionScope`.',
    example:
      '<UiProvider locale="ar" messages={arabic}>\n  <SessionScope agent="triage" id="7f3a">\n    <ViewScope tools={toolViews} data={dataViews}>\n      <PlanView />\n    </ViewScope>\n  </SessionScope>\n</UiProvider>',
    parts: {
      UiProvider: 'words, language, clock and storage',
      SessionScope: 'the session that the parts inside show',
      ViewScope: 'how tool calls and an application’s own data are drawn',
    },
    stories: ['chat-right-to-left--done', 'chat-tools--with-views'],
  },
}
