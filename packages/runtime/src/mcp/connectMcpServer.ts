import { fromJsonSchema, type JsonSchemaType, type Tool as McpTool } from '@modelcontextprotocol/client'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type AnyTool, defineTool, type ToolContext } from '../agent/defineTool.ts'
import type { ToolServer } from '../agent/offer.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { createMcpClient, type McpClient } from './createMcpClient.ts'
import { resultOf } from './resultOf.ts'
import type { McpTransport } from './transport.ts'

/** What an MCP server says of one of its tools. Whether its hints are true only the server knows. */
export interface McpToolFacts {
  readonly name: string
  readonly description: string
  readonly hints: {
    readonly readOnly: boolean
    readonly destructive: boolean
    readonly idempotent: boolean
  }
}

/** What {@link connectMcpServer} is given. */
export interface McpServerOptions {
  /** Stands before the name of each tool, so that those of two servers do not meet: `<name>_<tool>`. */
  readonly name: string
  readonly server: McpTransport
  /** Which tools are taken; all when absent. */
  readonly select?: (tool: McpToolFacts) => boolean
  /** For which a person has to agree; none when absent. */
  readonly approval?: (tool: McpToolFacts) => boolean
  /** Which are run again after a crash; none when absent, because a server's hints may be wrong. [R2] */
  readonly idempotent?: (tool: McpToolFacts) => boolean
  /** After this long a call is settled as failed; five minutes when absent. */
  readonly timeoutMs?: number
}

/** The tools of an MCP server, for the `toolServers` of `defineAgent`; or for its `tools`, which then stay as they were when the agent was defined. */
export interface McpConnection extends ToolServer {
  /** As the server lists them now. One whose list could not be read, or that went away, has those that it had. */
  readonly tools: readonly AnyTool[]
  /** Ends the connection, and the server where it was started for it. */
  close(): Promise<void>
}

/**
 * Connects to an MCP server and makes tools of its tools, which follow what the server says of them. A connection that is lost is made again by the next call. Rejects with a RuntimeError
 * `tool-server` when the server cannot be reached or its tools cannot be given to a model. [R13]
 *
 * @example
 * const files = await connectMcpServer({ name: 'files', server: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '.'] } })
 * const agent = defineAgent({ name: 'clerk', instructions: 'You keep the files in order.', toolServers: [files] })
 */
export async function connectMcpServer(options: McpServerOptions): Promise<McpConnection> {
  const { name } = options
  let tools: readonly AnyTool[] = []
  let problem: unknown = null
  const client = createMcpClient(options.server, listed => {
    try {
      tools = toolsOf(options, client, listed)
    } catch (cause) {
      // Those that are there may be in use; only at the start nobody can rely on them.
      problem = cause
    }
  })
  try {
    await client.use(async () => undefined)
    if (problem !== null) throw problem
    return {
      get tools() {
        return tools
      },
      close: client.close,
    }
  } catch (cause) {
    await client.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RuntimeError(
      'tool-server',
      `The tools of the MCP server ${name} cannot be used: ${reason}. Check its address, or that its program starts.`,
      { cause },
    )
  }
}

/** Makes tools of those that a server lists. Throws when two have one name, or a schema is none. */
function toolsOf(
  options: McpServerOptions,
  client: McpClient,
  listed: readonly McpTool[],
): readonly AnyTool[] {
  const { select = () => true } = options
  const made = listed.filter(tool => select(factsOf(tool))).map(tool => toolOf(options, client, tool))
  const twice = made.find((tool, index) => made.findIndex(other => other.name === tool.name) !== index)
  if (twice !== undefined) throw new Error(`two of its tools are both named ${twice.name}`)
  return made
}

function toolOf(options: McpServerOptions, client: McpClient, tool: McpTool): AnyTool {
  const facts = factsOf(tool)
  return defineTool({
    name: `${options.name}_${tool.name}`.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64),
    description: facts.description,
    parameters: schemaOf(tool),
    ...(options.approval?.(facts) === true ? { approval: true } : {}),
    ...(options.idempotent?.(facts) === true ? { idempotent: true } : {}),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    execute: (args, context) => call(client, tool.name, args as Record<string, unknown>, context),
  })
}

/** Longer than any tool may take: the runtime keeps the time, and aborts the signal. */
const NEVER_MS = 2_000_000_000

async function call(
  client: McpClient,
  name: string,
  args: Record<string, unknown>,
  { signal, progress, idempotencyKey }: ToolContext,
): Promise<unknown> {
  const result = await client.use(connected =>
    connected.callTool(
      { name, arguments: args, _meta: { 'sluice/idempotency-key': idempotencyKey } },
      {
        signal,
        timeout: NEVER_MS,
        onprogress: ({ progress: done, total, message }) =>
          progress({
            ...(total === undefined || total <= 0 ? {} : { fraction: done / total }),
            ...(message === undefined ? {} : { text: message }),
          }),
      },
    ),
  )
  return resultOf(result)
}

function factsOf({ name, title, description, annotations = {} }: McpTool): McpToolFacts {
  const { readOnlyHint = false, destructiveHint = true, idempotentHint = false } = annotations
  return {
    name,
    description: description ?? title ?? annotations.title ?? name,
    // What the protocol says of a hint that is not given.
    hints: {
      readOnly: readOnlyHint,
      destructive: !readOnlyHint && destructiveHint,
      idempotent: readOnlyHint || idempotentHint,
    },
  }
}

/** The server's own JSON schema, word for word to the model and checked against here. */
function schemaOf({ inputSchema }: McpTool): StandardSchemaV1 {
  const schema = fromJsonSchema(inputSchema as JsonSchemaType)
  const say = () => inputSchema as Record<string, unknown>
  // The specification's type is wider than the one that both sides here are written for.
  return {
    '~standard': { ...schema['~standard'], jsonSchema: { input: say, output: say } },
  } as StandardSchemaV1
}
