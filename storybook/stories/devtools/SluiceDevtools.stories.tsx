/// <reference types="vite/client" />
import { SluiceDevtools } from '@sluice/devtools'
import panels from '@sluice/devtools/styles.css?inline'
import kit from '@sluice/ui/styles.css?inline'
import { expect, userEvent, waitFor } from 'storybook/test'
import { session } from '../../logs/createStory.ts'
import { triage } from '../../logs/triage.ts'
import { StoryPage } from '../../support/StoryPage.tsx'

const meta = { title: 'Devtools/In any page' }

export default meta

/** As a page writes that never thought of another one: every element, loudly, and what is inherited. */
const hostile = `
  .hostile-page, .hostile-page * { margin: 9px; padding: 4px; letter-spacing: 3px; }
  body:has(.hostile-page) { background: white !important; font: 20px/2.2 serif; color: #505 !important; text-transform: uppercase; direction: rtl; text-align: center; }
  section, header, button, table, h2, bdi, article { border: 3px dashed red !important; background: #ffd !important; color: #300 !important; display: inline !important; }
  sluice-devtools { display: none; opacity: 0.2; transform: rotate(20deg); filter: blur(2px); inset: 0 50% 50% 0; }`

const loadStyles = () => Promise.resolve([kit, panels])

const shadow = () => document.querySelector('sluice-devtools')?.shadowRoot as ShadowRoot

async function open() {
  await waitFor(() => expect(shadow().querySelector('button')).toBeTruthy())
  await userEvent.click(shadow().querySelector('button') as HTMLElement)
  await waitFor(() => expect(shadow().querySelector('[data-sluice="message-text"]')).toBeTruthy(), {
    timeout: 5_000,
  })
}

/** Nothing of the page around is seen in the panels. */
async function openUntouched() {
  await open()
  const style = (selector: string) => getComputedStyle(shadow().querySelector(selector) as Element)
  const heading = style('h2')
  await expect([heading.textTransform, heading.letterSpacing, heading.borderTopStyle]).toEqual([
    'none',
    'normal',
    'none',
  ])
  await expect(style('.frame').display).toBe('flex')
  await expect(style('[data-sluice="message-text"]').direction).toBe('ltr')
  const host = getComputedStyle(document.querySelector('sluice-devtools') as Element)
  await expect([host.opacity, host.transform, host.filter, host.position]).toEqual([
    '1',
    'none',
    'none',
    'fixed',
  ])
  const outside = getComputedStyle(document.querySelector('.hostile-page') as Element)
  await expect([outside.letterSpacing, outside.textTransform]).toEqual(['3px', 'uppercase'])
}

const page = (sheet: string) => () => (
  <StoryPage story={() => triage('done')}>
    <main className={sheet === '' ? undefined : 'hostile-page'} style={{ minBlockSize: '100dvh' }}>
      <style>{sheet}</style>
      <p>A page of somebody else.</p>
    </main>
    <SluiceDevtools session={session} loadStyles={loadStyles} />
  </StoryPage>
)

const fullscreen = { layout: 'fullscreen' }

export const Closed = { render: page(''), parameters: fullscreen }
export const Open = { render: page(''), play: open, parameters: fullscreen }
export const InHostilePage = { render: page(hostile), play: openUntouched, parameters: fullscreen }
