/** The time in ms, finer than a ms and the same in all processes of a machine. */
export const now = (): number => performance.timeOrigin + performance.now()

/** Tokens of a session in a second. */
export const TOKENS_PER_SECOND = 50

/** One token: when the model said it, between signs that stand nowhere else. */
export const tokenAt = (ms: number): string => `<${ms.toFixed(3)}> `

/** The times in a text that holds tokens. */
export function timesIn(text: string): readonly number[] {
  return [...text.matchAll(/<(\d+\.\d{3})>/g)].map(([, ms]) => Number(ms))
}

/** Waits until a time, so that what is late does not make the next late as well. */
export const until = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, Math.max(0, ms - now())))

/** What a process has used. */
export interface Used {
  readonly cpuMs: number
  readonly residentBytes: number
}

/** Answers each line on standard input with what this process has used so far, as JSON on a line. */
export function answerUsage(): void {
  process.stdin.on('data', () => {
    globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    const used: Used = { cpuMs: (user + system) / 1000, residentBytes: process.memoryUsage.rss() }
    process.stdout.write(`used ${JSON.stringify(used)}\n`)
  })
}
