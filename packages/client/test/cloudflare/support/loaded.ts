import '../../../src/cloudflare/channel/createChannel.ts'
import { createStage } from './createStage.ts'

// No clock of a test waits for what is loaded behind the first conversation.
await createStage().loaded()
await createStage({ isChannel: true }).loaded()
