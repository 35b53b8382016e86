import { deathOf } from '../createDeadlyStore.ts'
import { play } from '../scenario.ts'

// Plays the scenario on a directory and dies where it is told: `<directory> before:tool.started:2`, or not at all.
const [directory = '', when = ''] = process.argv.slice(2)
const { problems } = await play(directory, deathOf(when))
if (problems.length > 0) process.stdout.write(`${problems.join('\n')}\n`)
