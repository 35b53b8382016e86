import type { ComponentGuide } from './components.ts'

/** The components that stand in, under and after a turn. */
export const turns: Readonly<Record<string, ComponentGuide>> = {
  Reasoning: {
    what: 'What the model thought before it answered, behind one line, closed unless a person opens it. It is never part of what is copied of an answer.',
    element: 'reasoning',
    prefabs: ['ReasoningView'],
    example: '<Reasoning.Root part={part}>\n  <Reasoning.Header />\n  <Reasoning.Text />\n</Reasoning.Root>',
    parts: {
      Root: 'a disclosure; takes the part',
      Header: 'the line that opens it, in other words while the thought goes on',
      Text: 'the thought, drawn as markdown',
    },
    attributes: { 'data-part-status': '`streaming`, `settled` or `interrupted`' },
    keys: { 'Enter Space': 'on the header, opens and closes it' },
    stories: ['chat-agentchat--thinking', 'chat-agentchat--done'],
  },
  Branches: {
    what: 'Which of the messages that follow the same one is shown, and the way to the others. Retrying an answer, or editing and sending again, makes them; nothing is ever lost.',
    element: 'branches',
    prefabs: ['BranchesView'],
    example:
      '<Branches.Root message={id} siblings={siblings}>\n  <Branches.Previous />\n  <Branches.Place />\n  <Branches.Next />\n</Branches.Root>',
    parts: {
      Root: 'a group; takes the message that is shown and those beside it',
      Place: 'which of how many',
      'Previous, Next': 'choose another; disabled at the ends and while a run is going',
    },
    attributes: { 'data-place': 'its place, from 1', 'data-count': 'how many there are' },
    keys: { 'Enter Space': 'on a button, chooses' },
    stories: [
      'chat-thread--branches',
      'chat-thread--branches-while-running',
      'chat-thread--first-branch-chosen',
    ],
  },
  RunEnd: {
    what: 'The end of a run that did not complete: that it failed, and why, or that somebody stopped it. A run that completed says nothing.',
    element: 'run-end',
    prefabs: ['RunEndView'],
    example: '<RunEnd.Root run={run}>\n  <RunEnd.Title />\n  <RunEnd.Reason />\n</RunEnd.Root>',
    parts: {
      Root: 'takes the run',
      Title: 'how it ended, in words',
      Reason: 'why it failed; nothing when it was stopped',
    },
    attributes: { 'data-run-outcome': '`failed`, `stopped` or `cut`' },
    stories: ['chat-agentchat--failed', 'chat-agentchat--stopped'],
  },
  Outbox: {
    what: 'What this page has asked for and has not yet seen take effect. It is drawn beside the conversation, never in it, survives a reload, and is sent again without running twice.',
    element: 'outbox',
    prefabs: ['OutboxView'],
    example:
      '<Outbox.Root entry={entry}>\n  <Outbox.Content />\n  <Outbox.Status />\n  <Outbox.Reason />\n  <Outbox.Retry />\n  <Outbox.Discard />\n</Outbox.Root>',
    parts: {
      Root: 'takes an entry of `useOutbox`',
      Content: 'the text of a message, or what else was asked for in words',
      Status: 'that it waits, is on its way, or was not sent',
      Reason: 'why it was refused',
      'Retry, Discard': 'what a person can do once it needs an answer; nothing before',
    },
    attributes: {
      'data-outbox-status': '`waiting`, `sent`, `accepted`, `refused` or `expired`',
      'data-command': 'what was asked for, such as `message.send`',
    },
    keys: { 'Enter Space': 'on a button, tries again or discards' },
    stories: ['chat-connection--sent-while-offline', 'chat-connection--refused'],
  },
  Queue: {
    what: 'Messages that wait until the model is given them; they can be edited and taken back.',
    element: 'queue',
    prefabs: ['QueueView'],
    example:
      '<Queue.Root>\n  <Queue.Item message={message}>\n    <Queue.Content />\n    <Queue.Mode />\n    <Queue.Edit />\n    <Queue.Withdraw />\n  </Queue.Item>\n</Queue.Root>',
    parts: {
      'Root, Item': 'the list, and a message in it',
      'Content, Mode': 'what it says, and when it is given to the model',
      'Edit, Field, Save, Cancel': 'says it in other words',
      Withdraw: 'takes it back',
    },
    attributes: {
      'data-queue-mode': '`queue` or `steer`',
      'data-editing': 'while it is edited',
      'data-withdrawing': 'while it is being taken back',
    },
    keys: { Enter: 'in the field, saves', Escape: 'in the field, leaves it as it was' },
    stories: ['chat-agentchat--queued', 'chat-right-to-left--queued'],
  },
}
