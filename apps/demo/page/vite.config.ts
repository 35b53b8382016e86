import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the server of `npm start` listens; the development server hands on what is not a page. */
const server = `http://127.0.0.1:${process.env.SLUICE_PORT ?? 4280}`

/** The build of the demo page; `npm start` makes it, and serves it at `/`. */
const config = defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@sluice/source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/v1': { target: server, ws: true } } },
})

export { config as default }
