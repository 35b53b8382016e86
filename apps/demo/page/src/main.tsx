import { SluiceProvider } from '@sluice/react'
import '@sluice/ui/styles.css'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { DemoPage } from './DemoPage.tsx'
import { serverOfPage } from './others/servers.ts'
import './matches.css'
import './sides.css'
import './page.css'

const root = document.getElementById('page')
if (root === null)
  throw new Error(
    'The page has no element with the id "page", so there is nowhere to draw. Check index.html.',
  )

// What other servers need is loaded where the page is on one.
const OtherPage = lazy(() =>
  import('./others/OtherPage.tsx').then(({ OtherPage: page }) => ({ default: page })),
)

createRoot(root).render(
  <StrictMode>
    {serverOfPage() === 'sluice' ? (
      <SluiceProvider>
        <DemoPage />
      </SluiceProvider>
    ) : (
      <Suspense>
        <OtherPage />
      </Suspense>
    )}
  </StrictMode>,
)
