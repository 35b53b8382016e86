/** Bug reports about the repository that ships with the demo, for a newcomer to send with one click. */
export const reports = [
  {
    title: 'The last page is missing',
    text:
      'I have 41 orders and show ten to a page. The list says “Page 1 of 4”, and the last order is on no page at all. ' +
      'With 40 orders everything is right. This looks like a bug in how pages are counted.',
  },
  {
    title: 'What can you do?',
    text: 'What can you do, and what should I try first?',
  },
] as const
