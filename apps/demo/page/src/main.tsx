import { SluiceProvider } from '@sluice/react'
import '@sluice/ui/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { DemoPage } from './DemoPage.tsx'
import './matches.css'
import './sides.css'
import './page.css'

const root = document.getElementById('page')
if (root === null)
  throw new Error(
    'The page has no element with the id "page", so there is nowhere to draw. Check index.html.',
  )

createRoot(root).render(
  <StrictMode>
    <SluiceProvider>
      <DemoPage />
    </SluiceProvider>
  </StrictMode>,
)
