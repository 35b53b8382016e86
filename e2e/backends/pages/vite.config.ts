import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The pages of the scenarios, which the gateway serves at `/pages/`. */
const config = defineConfig({
  plugins: [react()],
  base: '/pages/',
  resolve: { conditions: ['@sluice/source', 'module', 'browser', 'development|production'] },
  build: { cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
})

export { config as default }
