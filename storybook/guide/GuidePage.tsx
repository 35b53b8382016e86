import { Markdown } from '@sluice/ui'

/** A page of the guide: prose with code and tables, drawn by the kit itself. */
function GuidePage({ text }: { readonly text: string }) {
  return (
    <main
      className="sluice"
      style={{ maxInlineSize: '48rem', margin: '0 auto', padding: '2rem 1.25rem 4rem' }}
    >
      <Markdown text={text} />
    </main>
  )
}

/** A story of a page. */
export const tellPage = (text: string) => ({ render: () => <GuidePage text={text} /> })
