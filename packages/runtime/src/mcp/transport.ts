import { StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

/** Where an MCP server is: a program that is started, or an address. */
export type McpTransport =
  | {
      readonly command: string
      readonly args?: readonly string[]
      /** The whole environment of the program; absent means the usual harmless part of ours, without keys and tokens. */
      readonly env?: Readonly<Record<string, string>>
      readonly cwd?: string
      /** Where the program's standard error goes; to ours when absent. */
      readonly stderr?: 'inherit' | 'ignore'
    }
  | {
      readonly url: string
      /** Sent with each request, for example an authorization. */
      readonly headers?: Readonly<Record<string, string>>
      readonly fetch?: typeof fetch
    }

/** Makes a transport for one connection. */
export function createTransport(where: McpTransport): Transport {
  if ('url' in where)
    return new StreamableHTTPClientTransport(new URL(where.url), {
      requestInit: { headers: { ...where.headers } },
      ...(where.fetch === undefined ? {} : { fetch: where.fetch }),
    })
  const { command, args = [], env, cwd, stderr } = where
  return new StdioClientTransport({
    command,
    args: [...args],
    ...(env === undefined ? {} : { env: { ...env } }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(stderr === undefined ? {} : { stderr }),
  })
}
