import '@sluice/ui/styles.css'
import { definePreview } from '@storybook/react-vite'
import { configure } from 'storybook/test'
import './page.css'

// What a story waits for comes later on a machine that is busy with other things.
configure({ asyncUtilTimeout: 10_000 })

const preview = definePreview({
  addons: [],
  globalTypes: {
    theme: {
      description: 'Light or dark',
      toolbar: {
        icon: 'contrast',
        items: [
          { value: 'system', title: 'As the system' },
          { value: 'light', title: 'Light' },
          { value: 'dark', title: 'Dark' },
        ],
        dynamicTitle: true,
      },
    },
    direction: {
      description: 'Direction of writing',
      toolbar: { icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true },
    },
  },
  initialGlobals: { theme: 'system', direction: 'ltr' },
  decorators: [
    (Story, { globals }) => {
      document.documentElement.dataset.theme = globals.theme
      document.documentElement.dir = globals.direction
      return <Story />
    },
  ],
})

export default preview
