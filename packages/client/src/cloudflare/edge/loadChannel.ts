type ChannelModule = typeof import('../channel/createChannel.ts')

/** Loads the code of a Web Channel. */
export const loadChannel = (): Promise<ChannelModule> => import('../channel/createChannel.ts')
