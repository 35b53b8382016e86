import { createFallback } from '../connection/createFallback.ts'
import type { Connect, Environment } from '../environment.ts'
import { partySocketConnect } from './partySocketConnect.ts'
import { requestConnect } from './requestConnect.ts'

/** Connects to our server by socket, or by requests where that cannot be. [W4] */
export const serverConnect = (url: string | undefined, environment: Environment): Connect =>
  createFallback({ socket: partySocketConnect(url), requests: requestConnect(url), environment })
