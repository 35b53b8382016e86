import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './router.tsx'
import '@sluice/ui/styles.css'
import '@sluice/devtools/styles.css'
import './console.css'

const element = document.getElementById('console')
if (element === null)
  throw new Error(
    'The page has no element #console, so the console has no place to be. Serve its own index.html.',
  )

createRoot(element).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
)
