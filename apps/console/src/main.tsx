import { createClient } from '@sluice/client'
import { DevtoolsProvider } from '@sluice/devtools'
import { SluiceProvider } from '@sluice/react'
import { QueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBlobLoader } from './createBlobLoader.ts'
import { router } from './router.tsx'
import '@sluice/ui/styles.css'
import '@sluice/devtools/styles.css'
import './console.css'

const element = document.getElementById('console')
if (element === null)
  throw new Error(
    'The page has no element #console, so the console has no place to be. Serve its own index.html.',
  )

const client = createClient()
const loadBlob = createBlobLoader(client, new QueryClient({ defaultOptions: { queries: { retry: 1 } } }))

createRoot(element).render(
  <StrictMode>
    <SluiceProvider client={client}>
      <DevtoolsProvider loadBlob={loadBlob}>
        <RouterProvider router={router} />
      </DevtoolsProvider>
    </SluiceProvider>
  </StrictMode>,
)
