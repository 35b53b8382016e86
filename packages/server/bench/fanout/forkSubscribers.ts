import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { FromSubscribers, ToSubscribers } from './messages.ts'

/** The process with the subscribers. */
export interface Subscribers {
  /** Asks, and resolves with the answer of that kind. */
  ask<S extends FromSubscribers['say']>(
    message: ToSubscribers,
    answer: S,
  ): Promise<Extract<FromSubscribers, { say: S }>>
  /** The turn that every subscriber has got; -1 before the first. */
  progress(): number
  /** Resolves when every subscriber has got a turn. */
  reached(turn: number): Promise<void>
  end(): void
}

/** Starts the process with the subscribers. */
export function forkSubscribers(): Subscribers {
  const child = fork(join(import.meta.dirname, 'subscribers.ts'), {
    execArgv: ['--conditions=@sluice/source'],
  })
  const waiting = new Map<string, (message: FromSubscribers) => void>()
  let progress = -1
  let awaited: { readonly turn: number; readonly resolve: () => void } | null = null
  let onExit: (code: number | null) => void = () => undefined
  child.on('exit', code => onExit(code))
  child.on('message', message => {
    const said = message as FromSubscribers
    if (said.say !== 'progress') return waiting.get(said.say)?.(said)
    progress = said.turn
    if (awaited !== null && progress >= awaited.turn) awaited.resolve()
  })
  return {
    ask: (message, answer) =>
      new Promise((resolve, reject) => {
        if (message.ask === 'open') progress = -1
        waiting.set(answer, said => resolve(said as never))
        onExit = code => reject(new Error(`The subscribers ended with ${code}.`))
        child.send(message)
      }),
    progress: () => progress,
    reached: turn =>
      new Promise(resolve => {
        awaited = { turn, resolve }
        if (progress >= turn) resolve()
      }),
    end: () => child.disconnect(),
  }
}
