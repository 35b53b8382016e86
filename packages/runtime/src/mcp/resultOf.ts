import type { CallToolResult } from '@modelcontextprotocol/client'

type Block = CallToolResult['content'][number]

/**
 * Makes the output of a tool of the answer of an MCP server: what is structured, else its text. Throws when the server says that the call failed,
 * with what it says.
 */
export function resultOf(result: CallToolResult): unknown {
  const text = (result.content ?? []).map(wordsOf).join('\n')
  if (result.isError === true) throw new Error(text === '' ? 'The tool failed without saying why.' : text)
  return result.structuredContent ?? text
}

/** What a block says; what is no text is only named. */
function wordsOf(block: Block): string {
  switch (block.type) {
    case 'text':
      return block.text
    case 'image':
    case 'audio':
      return `[${block.type} ${block.mimeType}, ${Math.floor((block.data.length * 3) / 4)} bytes, not shown]`
    case 'resource_link':
      return `[${block.name}](${block.uri})`
    case 'resource':
      return 'text' in block.resource ? block.resource.text : `[${block.resource.uri}, not shown]`
    default:
      return `[${(block as { type: string }).type}, not shown]`
  }
}
