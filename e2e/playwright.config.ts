import { defineConfig } from '@playwright/test'
import { chromiumLaunch } from '../scripts/chromium.ts'

/** The scenarios on other people's servers take longer than everything else together: `npm run test:backends` runs them by themselves. */
const others = '**/backends/{flue,cloudflare}.test.ts'

/** Tests start their own servers on free ports; they wait for conditions, so that the limits below only end what hangs. */
export default defineConfig({
  testDir: 'test',
  globalSetup: './support/buildPages.ts',
  ...(process.env.SLUICE_BACKENDS
    ? { testMatch: others }
    : { testMatch: '**/*.test.ts', testIgnore: others }),
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // Most of a test is waiting, for a server to come back or a socket to be given up.
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  // Nothing that is clicked takes as long; a wrong name must not cost the whole time of a test.
  use: { actionTimeout: 20_000, launchOptions: chromiumLaunch(), viewport: { width: 1280, height: 800 } },
})
