export {
  type Agent,
  type AgentOptions,
  type AgentState,
  type DataSchemas,
  defineAgent,
} from './agent/defineAgent.ts'
export {
  type AnyTool,
  type ApprovalRequest,
  type ClientToolOptions,
  defineTool,
  type Question,
  type RecoverPolicy,
  type SubsessionAnswer,
  type Tool,
  type ToolContext,
  type ToolOptions,
  type ToolProgress,
  type ToolState,
} from './agent/defineTool.ts'
export type { InstructedSession, Instructions } from './agent/instructions.ts'
export type { ToolServer } from './agent/offer.ts'
export type { WithinCall } from './fiber/createDurableScope.ts'
export { createFibers, type Fibers, type FibersOptions } from './fiber/createFibers.ts'
export type {
  DurableScope,
  FiberCode,
  FiberContext,
  FiberDecision,
  FiberHandler,
  FiberInspection,
  FiberStatus,
  Keyed,
  LostFiber,
  OnFiberRecovered,
  TimerInspection,
} from './fiber/types.ts'
export type {
  AssistantTurn,
  Compacted,
  CompactRequest,
  CutTurn,
  Harness,
  ModelChoice,
  StepEnd,
  StepPart,
  StepRequest,
  StepTrace,
  SummaryTurn,
  ToolDeclaration,
  ToolResult,
  Turn,
  TurnImage,
  UserTurn,
} from './harness/Harness.ts'
export { createPiHarness, type PiHarnessOptions } from './harness/pi/createPiHarness.ts'
export {
  createScriptedHarness,
  type Script,
  type ScriptedHarnessOptions,
  type ScriptPart,
  type ScriptTurn,
} from './harness/pi/createScriptedHarness.ts'
export { type Environment, harnessFromEnvironment } from './harness/pi/fromEnvironment.ts'
export { createHost, createHostOnStore } from './host/createHost.ts'
export { secretsOf } from './host/secretsOf.ts'
export { serve } from './host/serve.ts'
export type { Host, HostOnStoreOptions, HostOptions, HostParts } from './host/types.ts'
export { RuntimeError, type RuntimeErrorCode } from './RuntimeError.ts'
export { defaultRecoveryLimits, type RecoveryLimits } from './recovery/limits.ts'
export { createRunner, type Runner, type RunnerOptions } from './run/createRunner.ts'
export { createNewId } from './run/newId.ts'
export { defaultRunLimits, type RunLimits, type RunPorts } from './run/types.ts'
export { loadSkills } from './skill/edge/loadSkills.ts'
export type { Skill } from './skill/Skill.ts'
export { createRedactor, type Redactor } from './text/createRedactor.ts'
export { createTranscripts, type Transcripts } from './transcript/createTranscripts.ts'
export type { AgentUsage } from './usage/agentUsage.ts'
export type { AgentLimits, Budget } from './usage/budget.ts'
export type { RunSpent, Spent, StepSpent } from './usage/createLedger.ts'
export { type SessionUsage, sessionUsage } from './usage/sessionUsage.ts'
