import { defineMain } from '@storybook/react-vite/node'

const main = defineMain({
  framework: '@storybook/react-vite',
  stories: ['../stories/**/*.stories.tsx'],
  // Nothing shows the tables of props that it would take most of the build to find.
  typescript: { reactDocgen: false },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: config => ({
    ...config,
    resolve: {
      ...config.resolve,
      conditions: ['@sluice/source', 'module', 'browser', 'development|production'],
    },
  }),
})

export default main
