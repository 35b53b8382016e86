import type { ToolCallPart } from '@sluice/fold'
import type { TestPage } from '@sluice/testkit/react'
import {
  Announcer,
  Approval,
  Branches,
  Composer,
  Connection,
  Markdown,
  Message,
  Outbox,
  Plan,
  Queue,
  Reasoning,
  RunEnd,
  RunStatus,
  SessionList,
  State,
  Thread,
  Timeline,
  type TimelineBar,
  ToolCard,
} from '../../src/index.ts'
import { testPart } from '../support/conformance.tsx'
import { session } from '../support/openPage.tsx'
import { ask, begin, call, recover, say, write } from '../support/tell.ts'

const spoken = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  write(page, 'm1', 't1', 'Hello')
}

const interrupted = (page: TestPage) => {
  spoken(page)
  recover(page)
}

const called = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  call(page, 'm1', 'c1')
}

const running = (page: TestPage) => {
  called(page)
  page.server.append(
    session,
    { type: 'tool.started', call: 'c1', attempt: 1 },
    { type: 'tool.started', call: 'c1', attempt: 2 },
    { type: 'tool.progressed', call: 'c1', fraction: 0.5, text: 'half' },
  )
}

const ended = (outcome: 'completed' | 'failed') => (page: TestPage) => {
  running(page)
  page.server.append(session, {
    type: 'tool.settled',
    call: 'c1',
    outcome,
    ...(outcome === 'completed'
      ? { output: { json: 'done' } }
      : { error: { code: 'broken', message: 'It broke.' } }),
  })
}

const asked = (page: TestPage) => {
  called(page)
  ask(page, 'a1', 'c1', 9_000_000)
}

const questioned = (page: TestPage) => {
  called(page)
  page.server.append(session, {
    type: 'approval.requested',
    approval: 'a1',
    run: Object.keys(page.server.log(session).view.open.runs)[0] ?? '',
    call: 'c1',
    question: 'Which one?',
    schema: { type: 'string' },
  })
}

const answered = (page: TestPage) => {
  questioned(page)
  page.server.append(session, { type: 'approval.decided', approval: 'a1', decision: 'approved', answer: 'b' })
}

const decided = (page: TestPage) => {
  asked(page)
  page.server.append(session, { type: 'approval.decided', approval: 'a1', decision: 'approved' })
}

const text = { kind: 'text', id: 't1', message: 'm1', text: 'Hello', status: 'settled' } as const
const blob = { blob: 'a'.repeat(64), bytes: 12, mediaType: 'text/plain' }
const failedRun = {
  kind: 'run',
  id: 'r1',
  trigger: null,
  definition: null,
  status: 'failed',
  error: { code: 'overloaded', message: 'Too much.' },
  steps: 0,
  recoveries: 0,
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 },
  startedAt: 1,
  settledAt: 2,
} as const
const refused = {
  commandId: 'k1',
  command: { type: 'message.send' as const, parts: [{ kind: 'text' as const, text: 'Hi' }] },
  createdAt: 1,
  status: 'refused' as const,
  wasSent: true,
  offset: null,
  error: { code: 'forbidden', message: 'You may not.' },
}
const waiting = (page: TestPage) => {
  say(page)
  say(page, 'Later')
}
const withPlan = (page: TestPage) => {
  say(page)
  page.server.append(session, {
    type: 'state.patched',
    patch: [{ op: 'add', path: '/plan', value: [{ title: 'Look', done: true }] }],
  })
}
const offline = (page: TestPage) => {
  page.client.session(session).subscribe(() => {})
  page.clock.advance(100)
  page.server.goDown()
  const untilNext = () => (page.client.connection.getSnapshot().nextAttemptAt ?? 0) - page.clock.now()
  while (untilNext() < 2_000) page.clock.advance(50)
}

testPart('announcer', props => <Announcer {...props} />)
testPart('markdown', props => <Markdown text="**a**" streaming {...props} />, {
  state: { 'data-markdown-status': 'streaming' },
})

const inThread = (part: React.ReactElement) => <Thread.Root>{part}</Thread.Root>
const live = { 'data-thread-phase': 'live', 'data-following': '' }
testPart('thread', props => <Thread.Root {...props} />, { state: { ...live, 'data-empty': '' } })
testPart('thread-viewport', props => inThread(<Thread.Viewport {...props} />), { state: live })
testPart('thread-content', props => inThread(<Thread.Content {...props} />), { state: live })
testPart('thread-feed', props => inThread(<Thread.Feed {...props}>{() => null}</Thread.Feed>), {
  state: live,
})
testPart('thread-empty', props => inThread(<Thread.Empty {...props} />), { state: live })

testPart('thread-day', props => <Thread.Day at={1} {...props} />)
testPart('thread-new', props => <Thread.New {...props} />)

const inBranches = (part: React.ReactElement) => (
  <Branches.Root message="b" siblings={['a', 'b']}>
    {part}
  </Branches.Root>
)
const second = { state: { 'data-place': '2', 'data-count': '2' } }
testPart('branches', props => <Branches.Root message="b" siblings={['a', 'b']} {...props} />, second)
testPart('branches-place', props => inBranches(<Branches.Place {...props} />), second)
testPart('branches-previous', props => inBranches(<Branches.Previous {...props} />), second)
testPart('branches-next', props => inBranches(<Branches.Next {...props} />), second)

const message = {
  prepare: spoken,
  state: { 'data-message-role': 'assistant', 'data-message-status': 'open' },
}
const inMessage = (part: React.ReactElement) => <Message.Root message="m1">{part}</Message.Root>
testPart('message', props => <Message.Root message="m1" {...props} />, message)
testPart('message-author', props => inMessage(<Message.Author {...props} />), message)
testPart('message-time', props => inMessage(<Message.Time {...props} />), message)
testPart('message-link', props => inMessage(<Message.Link {...props} />), message)
testPart('message-actions', props => inMessage(<Message.Actions {...props} />), message)
testPart('message-copy', props => inMessage(<Message.Copy {...props} />), { prepare: spoken })
testPart('message-retry', props => inMessage(<Message.Retry {...props} />), message)
testPart('message-content', props => inMessage(<Message.Content {...props} />), message)
testPart('message-status', props => inMessage(<Message.Status {...props} />), {
  prepare: interrupted,
  state: { 'data-message-status': 'interrupted' },
})
testPart('message-text', props => inMessage(<Message.Text part={text} {...props} />), {
  prepare: spoken,
  state: { 'data-part-status': 'settled', 'data-message-role': 'assistant' },
})
testPart('message-file', props => (
  <Message.File part={{ kind: 'file', id: 'f', message: 'm1', file: blob, filename: 'a.txt' }} {...props} />
))
testPart('message-source', props => (
  <Message.Source part={{ kind: 'source', id: 's', message: 'm1', url: 'https://a.example' }} {...props} />
))
testPart(
  'message-data',
  props => <Message.Data part={{ kind: 'data', id: 'd', message: 'm1', name: 'card', data: 1 }} {...props} />,
  { state: { 'data-name': 'card' } },
)
testPart('message-unknown', props => <Message.Unknown kind="hologram" {...props} />)

const thought = { ...text, kind: 'reasoning', status: 'streaming' } as const
const inReasoning = (part: React.ReactElement) => <Reasoning.Root part={thought}>{part}</Reasoning.Root>
const streaming = { state: { 'data-part-status': 'streaming' } }
testPart('reasoning', props => <Reasoning.Root part={thought} {...props} />, streaming)
testPart('reasoning-header', props => inReasoning(<Reasoning.Header {...props} />), streaming)
testPart('reasoning-text', props => inReasoning(<Reasoning.Text {...props} />), streaming)

const inCard = (part: React.ReactElement) => <ToolCard.Root call="c1">{part}</ToolCard.Root>
const status = (prepare: (page: TestPage) => void, value: ToolCallPart['status']) => ({
  prepare,
  state: { 'data-tool-status': value },
})
testPart('tool-card', props => <ToolCard.Root call="c1" {...props} />, {
  prepare: called,
  state: { 'data-tool': 'edit_file', 'data-tool-status': 'ready' },
})
testPart('tool-card-disclosure', props => inCard(<ToolCard.Disclosure {...props} />), status(called, 'ready'))
testPart('tool-card-header', props => inCard(<ToolCard.Header {...props} />), status(called, 'ready'))
testPart('tool-card-name', props => inCard(<ToolCard.Name {...props} />), status(called, 'ready'))
testPart('tool-card-summary', props => inCard(<ToolCard.Summary {...props} />), status(called, 'ready'))
testPart(
  'tool-card-status',
  props => inCard(<ToolCard.Status {...props} />),
  status(asked, 'awaiting-approval'),
)
testPart('tool-card-duration', props => inCard(<ToolCard.Duration {...props} />), status(running, 'running'))
testPart('tool-card-attempt', props => inCard(<ToolCard.Attempt {...props} />), status(running, 'running'))
testPart('tool-card-body', props => inCard(<ToolCard.Body {...props} />), status(running, 'running'))
testPart('tool-card-arguments', props => inCard(<ToolCard.Arguments {...props} />), status(called, 'ready'))
testPart('tool-card-progress', props => inCard(<ToolCard.Progress {...props} />), status(running, 'running'))
testPart(
  'tool-card-output',
  props => inCard(<ToolCard.Output {...props} />),
  status(ended('completed'), 'completed'),
)
testPart('tool-card-error', props => inCard(<ToolCard.Error {...props} />), status(ended('failed'), 'failed'))
testPart('tool-card-answer', props => inCard(<ToolCard.Answer {...props} />), { prepare: answered })
testPart('tool-card-decision', props => inCard(<ToolCard.Decision {...props} />), status(decided, 'ready'))

const approval = { prepare: asked, state: { 'data-approval-status': 'requested' } }
const inApproval = (part: React.ReactElement) => <Approval.Root approval="a1">{part}</Approval.Root>
testPart('approval', props => <Approval.Root approval="a1" {...props} />, approval)
testPart('approval-question', props => inApproval(<Approval.Question {...props} />), approval)
testPart('approval-expiry', props => inApproval(<Approval.Expiry {...props} />), approval)
testPart('approval-reason', props => inApproval(<Approval.Reason {...props} />), approval)
testPart('approval-approve', props => inApproval(<Approval.Approve {...props} />), approval)
testPart('approval-deny', props => inApproval(<Approval.Deny {...props} />), approval)
testPart('approval-edit', props => inApproval(<Approval.Edit {...props} />), approval)
testPart('approval-form', props => inApproval(<Approval.Form {...props} />), {
  prepare: questioned,
  state: { 'data-approval-kind': 'question' },
})

const composer = { prepare: say, state: { 'data-composer-status': 'running', 'data-empty': '' } }
const inComposer = (part: React.ReactElement) => <Composer.Root>{part}</Composer.Root>
testPart('composer', props => <Composer.Root {...props} />, composer)
testPart('composer-input', props => inComposer(<Composer.Input {...props} />), composer)
testPart('composer-send', props => inComposer(<Composer.Send {...props} />), composer)
testPart('composer-stop', props => inComposer(<Composer.Stop {...props} />), composer)
testPart('composer-field', props => inComposer(<Composer.Field {...props} />), composer)
testPart('composer-attach', props => inComposer(<Composer.Attach {...props} />), composer)
testPart('composer-mode', props => inComposer(<Composer.Mode {...props} />), {
  ...composer,
  state: { ...composer.state, 'data-send-mode': 'queue' },
})

const attachment = {
  id: 1,
  file: new File(['a'], 'a.txt'),
  status: 'failed',
  sent: null,
  blob: null,
  reason: null,
  refused: false,
} as const
const uploaded = { state: { 'data-attachment-status': 'failed' } }
const inFile = (part: React.ReactElement) => (
  <Composer.Root>
    <Composer.Attachment attachment={attachment}>{part}</Composer.Attachment>
  </Composer.Root>
)
testPart(
  'attachment',
  props => inComposer(<Composer.Attachment attachment={attachment} {...props} />),
  uploaded,
)
testPart('attachment-name', props => inFile(<Composer.AttachmentName {...props} />), uploaded)
testPart('attachment-status', props => inFile(<Composer.AttachmentStatus {...props} />), uploaded)
testPart('attachment-retry', props => inFile(<Composer.AttachmentRetry {...props} />), uploaded)
testPart('attachment-remove', props => inFile(<Composer.AttachmentRemove {...props} />), uploaded)

const connection = { prepare: offline, state: { 'data-connection-status': 'reconnecting' } }
testPart('connection', props => <Connection.Root {...props} />, connection)
testPart('connection-text', props => <Connection.Text {...props} />, connection)
testPart('connection-detail', props => <Connection.Detail {...props} />, connection)
testPart('connection-countdown', props => <Connection.Countdown {...props} />, connection)
testPart('connection-retry', props => <Connection.Retry {...props} />, connection)

const run = { prepare: interrupted, state: { 'data-run-status': 'running', 'data-recovered': '' } }
testPart('run-status', props => <RunStatus.Root {...props} />, run)
testPart('run-status-text', props => <RunStatus.Text {...props} />, run)
testPart('run-status-recovered', props => <RunStatus.Recovered {...props} />, run)
testPart('run-status-elapsed', props => <RunStatus.Elapsed {...props} />, run)

const failure = { state: { 'data-run-outcome': 'failed' } }
const inEnd = (part: React.ReactElement) => <RunEnd.Root run={failedRun}>{part}</RunEnd.Root>
testPart('run-end', props => <RunEnd.Root run={failedRun} {...props} />, failure)
testPart('run-end-title', props => inEnd(<RunEnd.Title {...props} />), failure)
testPart('run-end-reason', props => inEnd(<RunEnd.Reason {...props} />), failure)

const entry = { state: { 'data-outbox-status': 'refused', 'data-command': 'message.send' } }
const inOutbox = (part: React.ReactElement) => <Outbox.Root entry={refused}>{part}</Outbox.Root>
testPart('outbox', props => <Outbox.Root entry={refused} {...props} />, entry)
testPart('outbox-content', props => inOutbox(<Outbox.Content {...props} />), entry)
testPart('outbox-status', props => inOutbox(<Outbox.Status {...props} />), entry)
testPart('outbox-reason', props => inOutbox(<Outbox.Reason {...props} />), entry)
testPart('outbox-retry', props => inOutbox(<Outbox.Retry {...props} />), entry)
testPart('outbox-discard', props => inOutbox(<Outbox.Discard {...props} />), entry)

const queued = {
  id: 'q1',
  mode: 'queue',
  parts: [text],
  actor: { kind: 'person', id: 'ann' },
  commandId: null,
  at: 1,
} as const
const queue = { prepare: waiting, state: { 'data-queue-mode': 'queue' } }
const inItem = (part: React.ReactElement) => <Queue.Item message={queued}>{part}</Queue.Item>
testPart('queue', props => <Queue.Root {...props} />)
testPart('queue-item', props => <Queue.Item message={queued} {...props} />, queue)
testPart('queue-content', props => inItem(<Queue.Content {...props} />), queue)
testPart('queue-mode', props => inItem(<Queue.Mode {...props} />), queue)
testPart('queue-edit', props => inItem(<Queue.Edit {...props} />), queue)
testPart('queue-field', props => inItem(<Queue.Field {...props} />), queue)
testPart('queue-save', props => inItem(<Queue.Save {...props} />), queue)
testPart('queue-cancel', props => inItem(<Queue.Cancel {...props} />), queue)
testPart('queue-withdraw', props => inItem(<Queue.Withdraw {...props} />), queue)

testPart('state', props => <State.Root {...props} />, { state: { 'data-empty': '' } })
testPart('state-empty', props => (
  <State.Root>
    <State.Empty {...props} />
  </State.Root>
))
testPart(
  'state-value',
  props => (
    <State.Root>
      <State.Value {...props} />
    </State.Root>
  ),
  { prepare: withPlan },
)

const inPlan = (part: React.ReactElement) => <Plan.Root>{part}</Plan.Root>
testPart('plan', props => <Plan.Root {...props} />, { prepare: withPlan })
testPart('plan-progress', props => inPlan(<Plan.Progress {...props} />), { prepare: withPlan })
testPart('plan-items', props => inPlan(<Plan.Items {...props}>{() => null}</Plan.Items>), {
  prepare: withPlan,
})
testPart('plan-item', props => inPlan(<Plan.Item item={{ title: 'Look', status: 'done' }} {...props} />), {
  prepare: withPlan,
  state: { 'data-plan-status': 'done' },
})

const inList = (part: React.ReactElement) => <SessionList.Root onOpen={() => {}}>{part}</SessionList.Root>
const list = { state: { 'data-directory-status': 'live' } }
testPart('session-list', props => <SessionList.Root onOpen={() => {}} {...props} />, list)
testPart('session-list-search', props => inList(<SessionList.Search {...props} />), list)
testPart(
  'session-list-items',
  props => inList(<SessionList.Items {...props}>{() => null}</SessionList.Items>),
  list,
)
testPart('session-list-archived', props => inList(<SessionList.Archived {...props} />), list)
testPart('session-list-empty', props => inList(<SessionList.Empty {...props} />), list)
testPart(
  'session-list-new',
  props => (
    <SessionList.Root onOpen={() => {}} onNew={() => {}}>
      <SessionList.New {...props} />
    </SessionList.Root>
  ),
  list,
)

const listed = {
  agent: 'triage',
  id: 's1',
  owner: 'ann',
  title: 'The label',
  createdAt: 1,
  updatedAt: 2,
  offset: '0000000000000001_aaaaaaaa',
  status: 'waiting',
  approvals: 1,
  runs: 0,
  messages: 1,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
} as const
const inSession = (part: React.ReactElement) =>
  inList(<SessionList.Item row={listed}>{part}</SessionList.Item>)
const held = { state: { 'data-session-status': 'waiting' } }
testPart('session', props => inList(<SessionList.Item row={listed} {...props} />), held)
testPart('session-link', props => inSession(<SessionList.Link {...props} />), held)
testPart('session-title', props => inSession(<SessionList.Title {...props} />), held)
testPart('session-status', props => inSession(<SessionList.Status {...props} />), held)
testPart('session-time', props => inSession(<SessionList.Time {...props} />), held)
testPart('session-rename', props => inSession(<SessionList.Rename {...props} />), held)
testPart(
  'session-forked',
  props =>
    inList(
      <SessionList.Item row={{ ...listed, forkedFrom: { agent: 'triage', id: 's0' } }}>
        <SessionList.Forked {...props} />
      </SessionList.Item>,
    ),
  held,
)
testPart('session-archive', props => inSession(<SessionList.Archive {...props} />), held)

const timelineBar: TimelineBar = {
  id: 'c1',
  kind: 'tool',
  name: 'read_file',
  status: 'running',
  segments: [{ activity: 'tool', from: 1, to: 2 }],
  attempt: 1,
}
const inTimeline = (part: React.ReactElement) => (
  <Timeline.Root>
    <Timeline.Bar bar={timelineBar}>{part}</Timeline.Bar>
  </Timeline.Root>
)
const prepare = (page: TestPage) => say(page)
testPart('timeline', props => <Timeline.Root {...props} />)
testPart('timeline-empty', props => inTimeline(<Timeline.Empty {...props} />))
testPart('timeline-summary', props => inTimeline(<Timeline.Summary {...props} />), { prepare })
testPart('timeline-bars', props => inTimeline(<Timeline.Bars {...props}>{() => null}</Timeline.Bars>), {
  prepare: page => {
    say(page)
    begin(page, 'm1')
  },
})
testPart('timeline-bar', props => inTimeline(<Timeline.Bar bar={timelineBar} {...props} />))
testPart('timeline-name', props => inTimeline(<Timeline.Name {...props} />))
testPart('timeline-facts', props => inTimeline(<Timeline.Facts {...props} />))
testPart('timeline-track', props => inTimeline(<Timeline.Track {...props} />))
