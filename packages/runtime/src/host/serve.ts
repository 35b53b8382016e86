import type { Served, ServeOptions } from '@sluice/server'
import type { Host } from './types.ts'

/** Lets clients reach a host; closing what it returns closes the host. */
export async function serve(host: Host, options: Omit<ServeOptions, 'hub'> = {}): Promise<Served> {
  const served = await host.listen(options)
  return { ...served, close: host.close }
}
