import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server'

const object = <T>(properties: Record<string, object>) =>
  fromJsonSchema<T>({ type: 'object', properties, required: Object.keys(properties) })

/** A real MCP server with tools that do well and badly. `die` ends its process, for a tool that does not answer. */
export function createToolServer(die: () => void): McpServer {
  const server = new McpServer({ name: 'test', version: '1.0.0' })
  server.registerTool(
    'add',
    {
      description: 'Adds.',
      inputSchema: object<{ a: number; b: number }>({ a: { type: 'number' }, b: { type: 'number' } }),
      annotations: { readOnlyHint: true },
    },
    async ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  )
  server.registerTool(
    'weather.today',
    {
      title: 'The weather',
      inputSchema: object<{ city: string }>({ city: { type: 'string', minLength: 2 } }),
      outputSchema: object<{ city: string; degrees: number }>({
        city: { type: 'string' },
        degrees: { type: 'number' },
      }),
    },
    async ({ city }) => ({
      content: [{ type: 'text', text: '21 degrees' }],
      structuredContent: { city, degrees: 21 },
    }),
  )
  server.registerTool('fail', { description: 'Fails.', inputSchema: object({}) }, async () => ({
    isError: true,
    content: [{ type: 'text', text: 'the printer is on fire' }],
  }))
  server.registerTool('draw', { description: 'Draws.', inputSchema: object({}) }, async () => ({
    content: [
      { type: 'text', text: 'Here it is:' },
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
      { type: 'resource_link', uri: 'file:///plan.txt', name: 'plan' },
    ],
  }))
  server.registerTool('die', { description: 'Dies.', inputSchema: object({}) }, async () => {
    die()
    return new Promise<never>(() => undefined)
  })
  server.registerTool('count', { description: 'Counts.', inputSchema: object({}) }, async (_, context) => {
    const token = context.mcpReq._meta?.progressToken
    if (token !== undefined)
      await context.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken: token, progress: 1, total: 4, message: 'one of four' },
      })
    const gone = Promise.withResolvers<void>()
    context.mcpReq.signal.addEventListener('abort', () => gone.resolve())
    await gone.promise
    return { content: [] }
  })
  const learnt = new Map<string, { remove(): void }>()
  server.registerTool(
    'learn',
    {
      description: 'Learns a tool, or forgets it.',
      inputSchema: object<{ tool: string }>({ tool: { type: 'string' } }),
    },
    async ({ tool }) => {
      const known = learnt.get(tool)
      known?.remove()
      if (known !== undefined) learnt.delete(tool)
      else
        learnt.set(
          tool,
          server.registerTool(tool, { description: 'Learnt.', inputSchema: object({}) }, async () => ({
            content: [{ type: 'text', text: `${tool} it is` }],
          })),
        )
      return { content: [{ type: 'text', text: known === undefined ? 'learnt' : 'forgotten' }] }
    },
  )
  server.registerTool(
    'meta',
    { description: 'Says its key.', inputSchema: object({}) },
    async (_, context) => ({
      content: [{ type: 'text', text: String(context.mcpReq._meta?.['sluice/idempotency-key']) }],
    }),
  )
  return server
}
