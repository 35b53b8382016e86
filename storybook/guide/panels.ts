import type { ComponentGuide } from './components.ts'

/** The components beside a conversation. */
export const panels: Readonly<Record<string, ComponentGuide>> = {
  SessionList: {
    what: 'The sessions that the reader may see, live, with search, rename, an archive and a button for a new one.',
    element: 'session-list',
    prefabs: ['SessionListView'],
    stories: ['panels-session-list--live', 'panels-session-list--renaming', 'panels-session-list--archived'],
    example: '<SessionListView agent="triage" current={session} onOpen={open} onNew={begin} />',
    parts: {
      'Root, Search, New, Items, Empty, Archived': 'the list',
      'Item, Link, Title, Unread, Status, Forked, Time, Rename, Editor, Archive': 'a row',
    },
    attributes: {
      'data-session-status': '`idle`, `running`, `waiting` or `failed`',
      'data-current': 'on the one that is open',
      'data-unread': 'while it has messages that the reader has not seen',
      'data-archived': 'on a list that shows what was put aside, and on the rows of such',
    },
    keys: { '↑ ↓': 'from row to row' },
  },
  Inbox: {
    what: 'All approvals that wait for the reader, over all sessions, answered in place.',
    element: 'inbox',
    prefabs: ['InboxView'],
    stories: ['panels-panels--inbox', 'panels-panels--inbox-empty'],
    example: '<InboxView onOpen={({ id }) => navigate(id)} />',
    parts: {
      'Root, Count, Empty, Sessions': 'what waits',
      'Session, Link, Approvals': 'a session that waits',
    },
    attributes: { 'data-empty': 'while nothing waits' },
  },
  Timeline: {
    what: 'A run in time: what the model and each tool took, and what was waited for. Of the log alone, so that the same log gives the same timeline tomorrow.',
    element: 'timeline',
    prefabs: ['TimelineView'],
    stories: ['panels-panels--timeline-of-a-run', 'panels-panels--timeline-waiting-for-approval'],
    example: '<TimelineView />',
    parts: {
      'Root, Summary, Empty': 'the newest run, or the one that `run` names',
      Bars: 'its lines; its child draws one',
      'Bar, Name, Facts, Track':
        'a model call, a tool call or a question; `Facts` says in words what `Track` shows',
    },
    attributes: {
      'data-run-status': '`open`, `completed`, `failed`, `stopped`, `cut` or `none`',
      'data-recovered': 'once the run was taken up after a crash',
      'data-bar-kind': '`model`, `tool` or `approval`',
      'data-bar-status':
        'of the message or the tool call; `delayed` while a model call waits to be made again',
      'data-activity': 'on a segment: `model`, `queued`, `approval`, `tool` or `delayed`',
    },
    variables: {
      '--timeline-now': 'from 0 to 1, on the root: how far a run that goes on has got',
      '--bar-start, --bar-width': 'from 0 to 1, on a segment',
    },
  },
  Plan: {
    what: 'The agent’s plan, bound to a path of the shared state.',
    element: 'plan',
    prefabs: ['PlanView'],
    stories: ['panels-panels--plan-under-way', 'panels-panels--plan-done'],
    example: '<PlanView path="plan" />',
    parts: { 'Root, Progress, Items, Item': 'the plan and its items' },
    attributes: { 'data-plan-status': '`open`, `active` or `done`' },
    variables: { '--plan-progress': 'from 0 to 1, on the root' },
  },
  State: {
    what: 'The shared state as names and values, each with who wrote it last; what changes is shown for a moment.',
    element: 'state',
    prefabs: ['StateView'],
    stories: [
      'panels-panels--state',
      'panels-panels--state-of-several-writers',
      'panels-panels--state-empty',
    ],
    example: '<StateView />',
    parts: {
      Root: 'the state of the session around',
      'Entries, Entry': 'its entries',
      Value: 'the document as a whole',
      Empty: 'while there is nothing',
    },
    attributes: {
      'data-written-by': '`person`, `agent` or `host`',
      'data-changed': 'once it changed while it was looked at',
    },
  },
  Subsessions: {
    what: 'The sessions that tool calls have opened, as a live tree. Only what is expanded is subscribed to.',
    element: 'subsessions',
    prefabs: ['SubsessionsView'],
    stories: ['panels-panels--subsessions'],
    example: '<SubsessionsView onOpen={open} />',
    parts: { Root: 'the tree; its child draws an item', 'Item, Toggle, Name, Tool, Status': 'an item' },
    attributes: {
      'data-subsession-status': '`open` or `settled`',
      'data-expanded': 'while what it opened is shown',
    },
  },
  Usage: {
    what: 'What the session cost and in which tokens, of a budget where there is one.',
    element: 'usage',
    prefabs: ['UsageView'],
    stories: ['panels-panels--usage', 'panels-panels--usage-near-its-budget'],
    example: '<UsageView budget={2} />',
    parts: { 'Root, Cost, Meter, Details': 'the meter' },
    attributes: { 'data-usage-level': '`none`, `within`, `near` or `over`' },
    variables: { '--usage-share': 'from 0 to 1, on the root' },
  },
  Sources: {
    what: 'Where an answer was found, behind one line. Unsafe addresses are no links.',
    element: 'sources',
    prefabs: ['SourcesView'],
    stories: ['chat-thread--sources'],
    example: '<SourcesView parts={sources} />',
    parts: { 'Root, Header, Items, Item': 'the sources' },
  },
  RunStatus: {
    what: 'What the run does, in plain words, from the log alone.',
    element: 'run-status',
    prefabs: ['RunStatusView'],
    stories: ['chat-agentchat--thinking', 'chat-agentchat--delayed', 'chat-agentchat--recovered-again'],
    example: '<RunStatusView />',
    parts: { 'Root, Text, Recovered, Elapsed': 'one line' },
    attributes: {
      'data-run-status': '`running`, `waiting-for-approval`, `waiting-for-worker` or `delayed`',
      'data-recovered': 'after a crash',
    },
  },
  Connection: {
    what: 'How the connection is; nothing while it is well. It never says anything of the agent.',
    element: 'connection',
    prefabs: ['ConnectionView'],
    stories: [
      'chat-connection--reconnecting',
      'chat-connection--sent-while-offline',
      'chat-connection--deleted',
    ],
    example: '<ConnectionView />',
    parts: { 'Root, Text, Countdown, Detail, Retry': 'one strip' },
    attributes: {
      'data-connection-status': '`connecting`, `reconnecting`, `refused` or `closed`',
      'data-catching-up': 'while what was missed is folded, or asked for again',
      'data-closed-for': 'the code of why the conversation cannot be followed any more',
    },
  },
}
