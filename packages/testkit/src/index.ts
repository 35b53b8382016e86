export { createFakeClock, type FakeClock } from './clock/createFakeClock.ts'
export { createTestEnvironment, type TestEnvironment } from './clock/createTestEnvironment.ts'
export { createFaults, type Faults, type FaultyConnect } from './faults/createFaults.ts'
export { agentActor, ann, createLog, type LogOptions, type TestLog } from './log/createLog.ts'
export { randomLog } from './log/randomLog.ts'
export { readSession, type TestSession } from './log/readSession.ts'
export {
  createScriptedAgent,
  type ScriptedAgent,
  type ScriptedAgentOptions,
} from './script/createScriptedAgent.ts'
export type { Script, ScriptedCall, ScriptedTurn, ScriptStep } from './script/ScriptStep.ts'
export type { RequestPath } from './sessionFile/readEnvelopes.ts'
export { recordSession } from './sessionFile/recordSession.ts'
export { replaySession, type SessionReplay } from './sessionFile/replaySession.ts'
export { createSimulatedDisk } from './simulatedDisk/createSimulatedDisk.ts'
export type { DiskFaults, DiskHistory, SimulatedDisk, SimulatedDiskOptions } from './simulatedDisk/types.ts'
export { durableStoreContract, sharedStoreContract, storeContract } from './storeContract/storeContract.ts'
export type {
  ContractCase,
  SharedContractCase,
  SharedStoreSubject,
  SharedStoreUnderTest,
  StoreSubject,
  StoreUnderTest,
} from './storeContract/types.ts'
export { answerRequest } from './wire/answerRequest.ts'
export { createTestServer, type TestBlob, type TestServer } from './wire/createTestServer.ts'
export type { TestSocket, TestSocketListener } from './wire/openTestSocket.ts'
export type { TestServerOptions } from './wire/TestServerOptions.ts'
