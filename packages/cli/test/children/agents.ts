import { defineAgent, type Script } from '@sluice/runtime'

/** The agent that the tests start. */
export const greeter = defineAgent({ name: 'greeter', instructions: 'Greet.' })

/** What it says. */
export const script: Script = turns => [{ text: `Hello, turn ${turns.length}.` }]
