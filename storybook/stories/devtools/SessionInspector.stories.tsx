import '@sluice/devtools/styles.css'
import { liveSelection, type Selection, SessionInspector, useLogSource } from '@sluice/devtools'
import type { TestPage } from '@sluice/testkit/react'
import { useState } from 'react'
import { type Story, session } from '../../logs/createStory.ts'
import { triage } from '../../logs/triage.ts'
import { failed, recovered } from '../../logs/troubles.ts'
import { StoryPage } from '../../support/StoryPage.tsx'
import { hostile } from './hostile.ts'

const meta = { title: 'Devtools/Session inspector' }

export default meta

function Inspected({ first }: { readonly first: Partial<Selection> }) {
  const source = useLogSource(session)
  const [selection, onSelection] = useState<Selection>({ ...liveSelection, ...first })
  return <SessionInspector {...{ session, source, selection, onSelection }} />
}

const tell = (
  story: (() => Story) | null,
  first: (story: Story | null) => Partial<Selection> = () => ({}),
  then?: (page: TestPage) => void,
) => ({
  render: () => (
    <StoryPage story={story} {...(then ? { then } : {})}>
      <main style={{ blockSize: '100dvh' }}>
        <Inspected first={first(story?.() ?? null)} />
      </main>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
})

/** The offset of the last event of a type. */
const last = (story: Story | null, type: string) =>
  story?.log.envelopes.findLast(({ event }) => event.type === type)?.offset ?? null

export const Live = tell(() => triage('testing'))
export const EventSelected = tell(
  () => triage('done'),
  story => ({ offset: last(story, 'approval.requested') }),
)
export const StateAtOffset = tell(
  () => triage('done'),
  story => ({ offset: last(story, 'approval.requested'), side: 'state' }),
)
export const OpenThings = tell(
  () => triage('approval'),
  () => ({ side: 'open' }),
)
export const WithoutParts = tell(
  () => triage('done'),
  () => ({ families: { mode: 'except', families: ['part'] } }),
)
export const RunFailed = tell(failed, story => ({ offset: last(story, 'run.settled') }))
export const RunRecovered = tell(
  () => recovered('done'),
  story => ({ offset: last(story, 'run.recovered') }),
)
export const Hostile = tell(hostile, story => ({ offset: last(story, 'data.note') }))
export const NothingYet = tell(null)
