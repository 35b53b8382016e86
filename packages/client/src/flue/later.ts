// What a first conversation does without: a history, what a model says before Flue keeps it, what a server refuses, files.
export { createLive } from './createLive.ts'
export { hydrate } from './hydrate.ts'
export { imageOf } from './imageOf.ts'
export { refusalOf } from './refusalOf.ts'
