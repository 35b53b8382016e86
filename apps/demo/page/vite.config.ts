import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the server of `npm start` listens; the development server hands on what is not a page. */
const server = `http://127.0.0.1:${process.env.SLUICE_PORT ?? 4280}`

/** The build of the demo page; `npm start` makes it, and serves it at `/`. */
const config = defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@sluice/source', 'module', 'browser', 'development|production'] },
  // The style sheet uses light-dark(), which these know and older ones would need at three times the size.
  build: { cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
  server: { proxy: { '/v1': { target: server, ws: true } } },
})

export { config as default }
