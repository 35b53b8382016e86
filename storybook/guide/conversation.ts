import type { ComponentGuide } from './components.ts'

/** The components that a conversation is made of. */
export const conversation: Readonly<Record<string, ComponentGuide>> = {
  AgentChat: {
    what: 'A whole chat with an agent: thread, tools, approvals, composer and connection, all from the log of the session. It fills its container.',
    element: 'chat',
    prefabs: ['AgentChat'],
    stories: ['chat-agentchat--empty', 'chat-agentchat--waiting-for-approval', 'chat-agentchat--done'],
    example: '<SluiceProvider>\n  <AgentChat agent="triage" id="7f3a" />\n</SluiceProvider>',
    parts: {},
    attributes: { 'data-sluice="chat"': 'on its one element, with the class `sluice`' },
  },
  Thread: {
    what: 'The conversation: its rows, the way to older history and the way back to the end. Up to 300 rows are all in the page; of more, those near the viewport.',
    element: 'thread',
    prefabs: ['ThreadView'],
    stories: ['chat-thread--days', 'chat-thread--unread', 'chat-thread--long'],
    example:
      '<Thread.Root>\n  <Thread.Viewport>\n    <Thread.Content>\n      <Thread.Older />\n      <Thread.Feed>{drawRow}</Thread.Feed>\n    </Thread.Content>\n  </Thread.Viewport>\n  <Thread.JumpToLatest />\n</Thread.Root>',
    parts: {
      Root: 'the conversation of the session around',
      Viewport: 'what scrolls',
      Content: 'around everything that scrolls',
      Older: 'loads the messages before the first one',
      Feed: 'the rows; its child draws one',
      Empty: 'drawn while the conversation is empty',
      Day: 'says which day begins',
      New: 'says that the reader has not seen what follows',
      JumpToLatest: 'goes back to the end, and says how much came meanwhile',
    },
    attributes: {
      'data-thread-phase': '`connecting`, `catching-up`, `live` or `closed`',
      'data-following': 'while the reader is at the end',
      'data-empty': 'while nothing was said',
      'data-row-marked': 'on the row that an address or a search led to',
    },
    keys: { '↑ ↓ Home End': 'from row to row', Escape: 'back to what scrolls' },
  },
  Message: {
    what: 'One message and what can be done with it.',
    element: 'message',
    prefabs: ['MessageView', 'PartView', 'KindOfPart'],
    stories: [
      'chat-agentchat--done',
      'chat-thread--editing',
      'chat-thread--interrupted-and-said-again',
      'chat-thread--forked',
    ],
    example:
      '<Message.Root message={id}>\n  <Message.Author />\n  <Message.Content>…</Message.Content>\n  <Message.Actions>\n    <Message.Copy />\n    <Message.Retry />\n  </Message.Actions>\n</Message.Root>',
    parts: {
      Root: 'an article; nothing while the view does not hold the message',
      'Author, Time, Link, Status': 'who, when, its address, that it was cut off',
      'Text, File, Source, Data, Unknown': 'its parts by kind',
      Content: 'around its parts',
      'Actions, Copy, Retry, Edit, Editor, Fork': 'what can be done with it',
      Origin: 'leads from a fork to the message that it was forked behind',
    },
    attributes: {
      'data-message-role': '`user` or `assistant`',
      'data-message-status': '`open`, `settled` or `interrupted`',
      'data-message-continued': 'goes on from the message before',
      'data-fork-status': '`forking` or `refused`, on the fork button',
    },
  },
  Composer: {
    what: 'Where a person writes. Nothing that streams renders it again.',
    element: 'composer',
    prefabs: ['ComposerView'],
    stories: [
      'chat-composer--draft',
      'chat-composer--while-running',
      'chat-composer--attached',
      'chat-composer--slash-commands',
    ],
    example:
      '<Composer.Root completions={completions}>\n  <Composer.Completions />\n  <Composer.Field>\n    <Composer.Input />\n  </Composer.Field>\n  <Composer.Attach />\n  <Composer.Mode />\n  <Composer.Stop />\n  <Composer.Send />\n</Composer.Root>',
    parts: {
      Root: 'a form; takes `attachments` and `completions`',
      'Field, Input': 'the text, which grows without a layout being read',
      Completions: 'commands and mentions of the application',
      'Attach, Attachments': 'files, by button, paste and drop',
      'Attachment, AttachmentName, AttachmentStatus, AttachmentRetry, AttachmentRemove': 'one of them',
      Mode: 'how a message joins the run that is going',
      'Send, Stop': 'sends; stops the run',
    },
    attributes: {
      'data-composer-status': '`idle`, `running` or `stopping`',
      'data-send-mode': '`queue`, `steer` or `interrupt` while a run is going',
      'data-dropping': 'while files are held over it',
    },
    keys: { Enter: 'sends', 'Shift Enter': 'a new line', '↑': 'what was said before' },
  },
  ToolCard: {
    what: 'One call of a tool. What is drawn in it can be an application’s own, see *Writing a tool view*.',
    element: 'tool-card',
    prefabs: ['ToolCallView'],
    stories: ['chat-tools--without-views', 'chat-tools--with-views', 'chat-agentchat--tool-outcomes'],
    example:
      '<ToolCard.Root call={id}>\n  <ToolCard.Name />\n  <ToolCard.Status />\n  <ToolCard.Output />\n</ToolCard.Root>',
    parts: {
      Root: 'nothing while the view does not hold the call',
      'Disclosure, Header, Body': 'the line that is always there, and what it opens',
      'Name, Summary, Status, Attempt, Duration': 'on the line',
      'Arguments, Progress, Output, Error': 'as they come',
      'Decision, Answer': 'how a person decided, and what they answered',
    },
    attributes: {
      'data-tool': 'the name of the tool',
      'data-tool-status': '`called`, `ready`, `awaiting-approval`, `running`, or how it ended',
    },
    variables: { '--progress': 'from 0 to 1, on the progress' },
  },
  Approval: {
    what: 'A question to a person: a yes or no, with the arguments edited perhaps, or an answer by a form that is made of a JSON schema.',
    element: 'approval',
    prefabs: ['ApprovalView'],
    stories: [
      'chat-approval--before-a-tool',
      'chat-approval--with-a-form',
      'chat-approval--editing-the-input',
    ],
    example:
      '<Approval.Root approval={id}>\n  <Approval.Question />\n  <Approval.Form />\n  <Approval.Approve />\n  <Approval.Deny />\n  <Approval.Edit />\n</Approval.Root>',
    parts: {
      Root: 'nothing once it is no longer open',
      'Question, Expiry': 'what is asked, and for how long',
      Form: 'the form of the answer, or of the arguments while they are edited',
      'Approve, Deny, Reason, Edit': 'the answers',
    },
    attributes: {
      'data-approval-status': '`requested` or `sending`',
      'data-approval-kind': '`decision` or `question`',
      'data-editing': 'while the arguments are edited',
    },
    keys: { Enter: 'in a field of one line, sends', Escape: 'leaves the reason' },
  },
  Find: {
    what: 'A search of the conversation, which finds what is not in the page as well.',
    element: 'find',
    prefabs: ['FindView'],
    stories: ['chat-thread--find'],
    example: '<Thread.Root>\n  …\n  <FindView onClose={close} />\n</Thread.Root>',
    parts: {
      Root: 'a search landmark',
      Input: 'what is searched for',
      Count: 'which of how many',
      'Previous, Next': 'the message before, the one after',
      Older: 'loads older history',
      Close: 'takes it away',
    },
    attributes: { 'data-find-status': '`idle`, `searching`, `found` or `none`' },
    keys: {
      'Ctrl or ⌘ F': 'opens it',
      Enter: 'the message before',
      'Shift Enter': 'the message after',
      Escape: 'closes it',
    },
  },
  Keys: {
    what: 'The map of the keys of a chat, in a dialog: by its button, or by the question mark where nobody writes.',
    element: 'keys',
    prefabs: ['KeysView', 'KeysScope'],
    stories: ['chat-thread--keys'],
    example: '<KeysScope chat={ref}>\n  …\n  <Keys.Trigger />\n</KeysScope>',
    parts: {
      Trigger: 'opens it; nothing outside of a `KeysScope`',
      Root: 'the dialog, open as long as it is drawn',
      'Title, Close': 'its head',
      Group: 'the keys of one place',
    },
    attributes: {
      'data-key-group': '`composer`, `thread`, `find` or `keys`',
      'data-key-action': 'on each line, what it does',
    },
    keys: { '?': 'opens it', Escape: 'closes it' },
  },
}
