import { RuntimeError } from '../RuntimeError.ts'
import type { AnyTool } from './defineTool.ts'

/** Where tools come from that may change while the host runs, as those of an MCP server do. */
export interface ToolServer {
  /** Those that are there now: another list whenever one has come, gone or changed, else the same one. */
  readonly tools: readonly AnyTool[]
}

/** What an agent offers its model at a time. */
export interface Offer {
  readonly tools: readonly AnyTool[]
  /** Hash of what the model is told. [R10] */
  readonly definition: string
}

/** The second of two that have one name. */
function sameName<N extends { readonly name: string }>(all: readonly N[]): N | undefined {
  return all.find((one, index) => all.findIndex(other => other.name === one.name) !== index)
}

/** Throws a RuntimeError `bad-definition` when two have one name. */
export function checkNames(agent: string, ...lists: readonly (readonly { readonly name: string }[])[]): void {
  const twice = lists.map(sameName).find(found => found !== undefined)
  if (twice !== undefined)
    throw new RuntimeError(
      'bad-definition',
      `The agent ${agent} has two tools or skills named ${twice.name}, so a call could mean either. Rename one.`,
    )
}

/**
 * Says what an agent offers now: its own tools and those of its servers, the first of two that have got one name. Made again only when a server's list is
 * another one. [R10] [R13]
 */
export function createOffer(
  own: readonly AnyTool[],
  servers: readonly ToolServer[],
  hash: (tools: readonly AnyTool[]) => string,
): () => Offer {
  const make = (lists: readonly (readonly AnyTool[])[]): Offer => {
    const byName = new Map<string, AnyTool>()
    for (const tool of [...own, ...lists.flat()]) if (!byName.has(tool.name)) byName.set(tool.name, tool)
    const tools = [...byName.values()]
    return { tools, definition: hash(tools) }
  }
  let known = servers.map(server => server.tools)
  let offer = make(known)
  return () => {
    if (servers.every((server, index) => server.tools === known[index])) return offer
    known = servers.map(server => server.tools)
    offer = make(known)
    return offer
  }
}
