import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { createToolServer } from '../support/createToolServer.ts'

/** An MCP server on standard streams. */
await createToolServer(() => process.kill(process.pid, 'SIGKILL')).connect(new StdioServerTransport())
