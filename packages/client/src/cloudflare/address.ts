import type { AgentAddress, AgentQuery } from './AgentOptions.ts'

/** The name of an agent in an address: `ChatAgent`, `CHAT_AGENT` and `chat-agent` are `chat-agent`. */
export function kebab(name: string): string {
  const words = name === name.toUpperCase() ? name.toLowerCase() : name.replace(/[A-Z]/g, '-$&').toLowerCase()
  return words.replaceAll('_', '-').replace(/^-|-$/g, '')
}

/** The agent that an address leads to: its name in addresses, and its own. */
export function leafOf({ agent, name = 'default', sub = [] }: AgentAddress): { agent: string; name: string } {
  const leaf = sub.at(-1) ?? { agent, name }
  return { agent: kebab(leaf.agent), name: leaf.name }
}

/** These are reached without encryption, as nobody else is in between. */
const nearby = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::ffff:7f00:1\])/

/** The path of an agent on its server. */
function pathOf(address: AgentAddress): string {
  const { agent, name = 'default', sub = [], prefix = 'agents', basePath, path } = address
  const root = basePath ?? `${prefix}/${kebab(agent)}/${name}`
  const steps = sub.flatMap(step => ['sub', kebab(step.agent), encodeURIComponent(step.name)])
  return `/${[root, ...steps, ...(path ? [path.replace(/^\//, '')] : [])].join('/')}`
}

/** The address of an agent, for sockets or for requests. */
export function urlOf(
  address: AgentAddress & { readonly host: string },
  scheme: 'ws' | 'http',
  query: AgentQuery = {},
  more = '',
): string {
  const [, given = '', host = ''] = /^(?:(\w+):\/\/)?(.*?)\/?$/.exec(address.host) ?? []
  const isSecure = given ? /[ps]s$/.test(given) : !nearby.test(host)
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null)
  const search = new URLSearchParams(pairs).toString()
  return `${scheme}${isSecure ? 's' : ''}://${host}${pathOf(address)}${more}${search ? `?${search}` : ''}`
}
