import { defineConfig } from '@playwright/test'
import { chromiumLaunch } from '../scripts/chromium.ts'

/** Opens each story of the built storybook. `npm run build -w @sluice/storybook` comes first. */
export default defineConfig({
  testDir: 'test',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000, toHaveScreenshot: { animations: 'disabled', threshold: 0.35 } },
  // The same pictures on every machine.
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  use: { launchOptions: chromiumLaunch(), timezoneId: 'UTC', locale: 'en-GB' },
})
