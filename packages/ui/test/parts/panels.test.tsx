import { useMessageIds } from '@sluice/react'
import type { TestPage } from '@sluice/testkit/react'
import { fireEvent } from '@testing-library/react'
import {
  AgentChat,
  Composer,
  Find,
  Inbox,
  Keys,
  KeysScope,
  Message,
  SessionList,
  SessionScope,
  Sources,
  State,
  Subsessions,
  slashCommands,
  Thread,
  Usage,
} from '../../src/index.ts'
import { testPart } from '../support/conformance.tsx'
import { type OpenPage, session } from '../support/openPage.tsx'
import { ask, begin, call, end, say, settle, write } from '../support/tell.ts'

testPart('chat', props => <AgentChat {...session} {...props} />)

const answered = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  write(page, 'm1', 't1', 'Hello')
  settle(page, 'm1')
  end(page)
}
const long = (page: TestPage) => {
  for (let index = 0; index < 120; index++) {
    say(page)
    end(page, 'stopped')
  }
}
const windowed = { prepare: long, options: { replayLimit: 10 } }

const inFind = (part: React.ReactElement) => (
  <Thread.Root>
    <Find.Root onClose={() => {}}>{part}</Find.Root>
  </Thread.Root>
)
const idle = { state: { 'data-find-status': 'idle' } }
testPart(
  'find',
  props => (
    <Thread.Root>
      <Find.Root onClose={() => {}} {...props} />
    </Thread.Root>
  ),
  idle,
)
testPart('find-input', props => inFind(<Find.Input {...props} />), idle)
testPart('find-count', props => inFind(<Find.Count {...props} />), idle)
testPart('find-previous', props => inFind(<Find.Previous {...props} />), idle)
testPart('find-next', props => inFind(<Find.Next {...props} />), idle)
testPart('find-close', props => inFind(<Find.Close {...props} />), idle)
testPart('find-older', props => inFind(<Find.Older {...props} />), {
  ...windowed,
  prepare: page => {
    long(page)
    Object.assign(page.client, { capabilities: { ...page.client.capabilities, search: false } })
  },
})

testPart(
  'thread-older',
  props => (
    <Thread.Root>
      <Thread.Viewport>
        <Thread.Content>
          <Thread.Older {...props} />
        </Thread.Content>
      </Thread.Viewport>
    </Thread.Root>
  ),
  windowed,
)

/** Scrolls away from the end, as a layout would make it. */
function scrollAway(page: OpenPage): void {
  const viewport = page.one('thread-viewport')
  Object.defineProperties(viewport, { scrollHeight: { value: 1000 }, clientHeight: { value: 400 } })
  for (const top of [600, 100]) {
    viewport.scrollTop = top
    fireEvent.scroll(viewport)
  }
}
testPart(
  'thread-jump',
  props => (
    <Thread.Root>
      <Thread.Viewport>
        <Thread.Content />
      </Thread.Viewport>
      <Thread.JumpToLatest {...props} />
    </Thread.Root>
  ),
  { prepare: answered, perform: scrollAway },
)

const asking = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  call(page, 'm1', 'c1')
  ask(page, 'a1', 'c1')
}
const inbox = {
  prepare: asking,
  options: { directory: true },
  perform: (page: OpenPage) => page.go(500),
}
const listed = {
  ...session,
  owner: 'ann',
  title: 'The label',
  createdAt: 1,
  updatedAt: 2,
  offset: '0000000000000001_aaaaaaaa',
  status: 'idle',
  approvals: 0,
  runs: 0,
  messages: 1,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
} as const
const row = listed
const inInbox = (part: React.ReactElement) => <Inbox.Root>{part}</Inbox.Root>
testPart('inbox', props => <Inbox.Root {...props} />, { state: { 'data-empty': '' } })
testPart('inbox-count', props => inInbox(<Inbox.Count {...props} />), inbox)
testPart('inbox-empty', props => inInbox(<Inbox.Empty {...props} />), {
  ...inbox,
  prepare: () => {},
  state: { 'data-empty': '' },
})
testPart('inbox-sessions', props => inInbox(<Inbox.Sessions {...props}>{() => null}</Inbox.Sessions>), inbox)
testPart('inbox-session', props => inInbox(<Inbox.Session row={row} {...props} />), inbox)
testPart('inbox-link', props =>
  inInbox(
    <Inbox.Session row={row}>
      <Inbox.Link {...props} />
    </Inbox.Session>,
  ),
)

const inUsage = (part: React.ReactElement) => <Usage.Root budget={2}>{part}</Usage.Root>
const within = { prepare: answered, state: { 'data-usage-level': 'within' } }
testPart('usage', props => <Usage.Root {...props} />, { state: { 'data-usage-level': 'none' } })
testPart('usage-cost', props => inUsage(<Usage.Cost {...props} />), within)
testPart('usage-meter', props => inUsage(<Usage.Meter {...props} />), within)
testPart('usage-details', props => inUsage(<Usage.Details {...props} />), within)

const node = {
  session: { agent: 'reader', id: 'sub1' },
  call: 'c1',
  tool: 'ask_reader',
  status: 'open',
  children: null,
} as const
const opened = (page: TestPage) => {
  asking(page)
  page.server.append(session, {
    type: 'subsession.opened',
    subsession: 'sub1',
    agent: 'reader',
    call: 'c1',
    depth: 1,
  })
}
const inTree = (part: React.ReactElement) => (
  <Subsessions.Root>
    {() => (
      <Subsessions.Item key="sub1" node={node}>
        {part}
      </Subsessions.Item>
    )}
  </Subsessions.Root>
)
const working = { prepare: opened, state: { 'data-subsession-status': 'open' } }
testPart('subsessions', props => <Subsessions.Root {...props}>{() => null}</Subsessions.Root>, {
  state: { 'data-empty': '' },
})
testPart(
  'subsession',
  props => (
    <Subsessions.Root>{() => <Subsessions.Item key="sub1" node={node} {...props} />}</Subsessions.Root>
  ),
  working,
)
testPart('subsession-name', props => inTree(<Subsessions.Name {...props} />), working)
testPart('subsession-tool', props => inTree(<Subsessions.Tool {...props} />), working)
testPart('subsession-status', props => inTree(<Subsessions.Status {...props} />), working)
testPart('subsession-toggle', props => inTree(<Subsessions.Toggle {...props} />), working)

testPart('sources', props => <Sources.Root {...props} />)
testPart('sources-header', props => <Sources.Header count={2} {...props} />)
testPart('sources-items', props => <Sources.Items {...props} />)
testPart('sources-item', props => (
  <Sources.Item
    part={{ kind: 'source', id: 's1', message: 'm1', url: 'https://a.example', title: 'A' }}
    {...props}
  />
))

const withState = (page: TestPage) => {
  say(page)
  page.server.append(session, { type: 'state.patched', patch: [{ op: 'add', path: '/plan', value: [] }] })
}
testPart('state-entries', props => <State.Entries {...props} />, { prepare: withState })
testPart('state-entry', props => <State.Entry name="plan" {...props} />, {
  prepare: withState,
  state: { 'data-written-by': 'agent' },
})

const commands = [slashCommands([{ name: 'new' }])]
testPart(
  'composer-completions',
  props => (
    <Composer.Root completions={commands}>
      <Composer.Completions {...props} />
      <Composer.Input />
    </Composer.Root>
  ),
  { perform: page => void fireEvent.change(page.one('composer-input'), { target: { value: '/' } }) },
)
testPart(
  'composer-attachments',
  props => (
    <Composer.Root>
      <Composer.Attachments {...props}>{file => <li key={file.id} />}</Composer.Attachments>
      <Composer.Input />
    </Composer.Root>
  ),
  {
    perform: page =>
      void fireEvent.paste(page.one('composer-input'), {
        clipboardData: { files: [new File(['a'], 'a.txt')] },
      }),
  },
)

/** The message that a person began with. */
function Said({ children }: { readonly children: React.ReactNode }) {
  const [id] = useMessageIds(session)
  return id === undefined ? null : <Message.Root message={id}>{children}</Message.Root>
}
testPart(
  'message-edit',
  props => (
    <Said>
      <Message.Edit {...props} />
    </Said>
  ),
  { prepare: answered, state: { 'data-message-role': 'user' } },
)
testPart(
  'message-fork',
  props => (
    <SessionScope {...session} onOpen={() => {}}>
      <Said>
        <Message.Fork {...props} />
      </Said>
    </SessionScope>
  ),
  { prepare: answered, state: { 'data-message-role': 'user' } },
)
testPart(
  'message-origin',
  props => (
    <SessionScope {...session} id="fork" onOpen={() => {}}>
      <Said>
        <Message.Origin {...props} />
      </Said>
    </SessionScope>
  ),
  {
    prepare(page) {
      answered(page)
      const at = page.server.log(session).view.offset ?? ''
      page.client.session({ ...session, id: 'fork' }).send({ type: 'session.fork', from: session, at })
      page.clock.advance(100)
    },
    state: { 'data-message-role': 'user' },
  },
)
testPart(
  'message-editor',
  props => (
    <Said>
      <Message.Edit />
      <Message.Editor {...props} />
    </Said>
  ),
  { prepare: answered, perform: page => void fireEvent.click(page.one('message-edit')) },
)

testPart(
  'session-unread',
  props => (
    <SessionList.Root onOpen={() => {}}>
      <SessionList.Item row={{ ...listed, messages: 3 }}>
        <SessionList.Unread {...props} />
      </SessionList.Item>
    </SessionList.Root>
  ),
  {
    options: { kept: new Map([[`sluice:known:${session.agent}/${session.id}`, '1']]) },
    state: { 'data-unread': '' },
  },
)
testPart(
  'session-editor',
  props => (
    <SessionList.Root onOpen={() => {}}>
      <SessionList.Item row={row}>
        <SessionList.Rename />
        <SessionList.Editor {...props} />
      </SessionList.Item>
    </SessionList.Root>
  ),
  { perform: page => void fireEvent.click(page.one('session-rename')) },
)

// jsdom has no modal dialogs.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}

/** What a chat has around its parts. */
function WithKeys({ children }: { readonly children: React.ReactNode }) {
  return <KeysScope chat={{ current: null }}>{children}</KeysScope>
}
testPart('keys-trigger', props => (
  <WithKeys>
    <Keys.Trigger {...props} />
  </WithKeys>
))
testPart('keys-title', props => <Keys.Title {...props} />)
testPart('keys-close', props => <Keys.Close {...props} />)
testPart('keys-group', props => <Keys.Group group="find" {...props} />, {
  state: { 'data-key-group': 'find' },
})
testPart('keys', props => <Keys.Root onClose={() => {}} {...props} />)
