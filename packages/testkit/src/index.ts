export { agentActor, ann, createLog, type LogOptions, type TestLog } from './log/createLog.ts'
export { randomLog } from './log/randomLog.ts'
