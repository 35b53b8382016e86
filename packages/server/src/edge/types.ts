import type { Hub } from '../hub/types.ts'

/** Built pages. */
export interface ServedPages {
  readonly directory: string
  /** Their scripts may ask other servers as well, as those of a console do. */
  readonly asksOthers?: boolean
}

/** Where and what an edge serves. */
export interface ServeOptions {
  readonly hub: Hub
  /** 0, the default, for any that is free. */
  readonly port?: number
  /** The address to listen on; 127.0.0.1 when absent. Without authentication it has to be loopback. [S6] */
  readonly host?: string
  /** Directories with built pages by the path they appear under, such as `/` and `/console`. */
  readonly pages?: Readonly<Record<string, string | ServedPages>>
  /** Origins of other servers' pages that may ask, such as `https://app.example.com`; any when absent. With authentication only. [S6] */
  readonly origins?: readonly string[]
}

/** A server that listens. */
export interface Served {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Says goodbye to the clients, closes the hub, and stops listening. */
  close(): Promise<void>
}
