import { browserEnvironment } from '../../edge/browserEnvironment.ts'
import { createFlueBackend, type FlueBackend } from '../createFlueBackend.ts'
import type { FlueOptions } from '../request.ts'

/**
 * The backend of a Flue server, for a client or a provider: the same hooks and components on its agents. Flue has no approvals, no shared state and no list of
 * conversations; stopping ends all work of a conversation. [C7]
 *
 * @example
 * const client = createClient({ backend: flue({ url: '/agents' }) })
 * const session = client.session({ agent: 'triage', id: 'bug-7' }) // at /agents/triage/bug-7
 */
export const flue = (options: FlueOptions): FlueBackend => createFlueBackend(options, browserEnvironment)
