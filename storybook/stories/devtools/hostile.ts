import { createStory, type Story } from '../../logs/createStory.ts'

const markup = '<img src=x onerror="document.title = 1"><script>document.title = 2</script>'

/** A log whose writer tried what a log can hold: markup, names that JavaScript knows, other directions of writing, deep and long values. */
export function hostile(): Story {
  const story = createStory()
  story.say(`${markup}\n\n![pixel](https://example.com/p.gif) [click](javascript:alert(1))`)
  story.append({ type: 'session.titled', title: `\u202e${markup}`.slice(0, 200) })
  const unknown = [
    { type: 'constructor', text: markup },
    { type: '__proto__', deep: JSON.parse(`${'['.repeat(60)}1${']'.repeat(60)}`) },
    {
      type: 'data.note',
      ...JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"toString":null,"":"no name"}'),
      [markup]: '\u202egnp.exe',
      long: 'x'.repeat(20_000),
      many: Array.from({ length: 5_000 }, (_, index) => index),
    },
  ]
  // The console has to draw what no version of the protocol describes.
  for (const event of unknown) story.append(event as never)
  return story
}
