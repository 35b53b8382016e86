export { type AgentReplay, replayOnAgent } from './replayOnAgent.ts'
