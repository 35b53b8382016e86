/** No agent. */
export const nothing = 1
