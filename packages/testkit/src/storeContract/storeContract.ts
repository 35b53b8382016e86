import { attachmentCases } from './attachmentCases.ts'
import { forkCases, forkReopenCases } from './forkCases.ts'
import { leaseCases } from './leaseCases.ts'
import { lifeCases, reopenCases } from './lifeCases.ts'
import { logCases } from './logCases.ts'
import { projectionCases } from './projectionCases.ts'
import { rewriteCases, rewriteReopenCases } from './rewriteCases.ts'
import type { ContractCase, SharedContractCase } from './types.ts'

/**
 * What every implementation of the server's store must do. Each case opens a store of its own; titles carry the ids of the rules. Needs no test
 * runner. [S2]
 *
 * @example for (const { title, run } of storeContract) test(title, () => run(async () => ({ store: createMemoryStore(), reopen: null })))
 */
export const storeContract: readonly ContractCase[] = [
  ...logCases,
  ...projectionCases,
  ...attachmentCases,
  ...rewriteCases,
  ...forkCases,
  ...lifeCases,
]

/** What every implementation that outlives its process must do as well. [S1] */
export const durableStoreContract: readonly ContractCase[] = [
  ...reopenCases,
  ...rewriteReopenCases,
  ...forkReopenCases,
]

/** What a store that several hosts share must do as well. [S5] */
export const sharedStoreContract: readonly SharedContractCase[] = leaseCases
