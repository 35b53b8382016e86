export {
  connectMcpServer,
  type McpConnection,
  type McpServerOptions,
  type McpToolFacts,
} from './connectMcpServer.ts'
export type { McpTransport } from './transport.ts'
