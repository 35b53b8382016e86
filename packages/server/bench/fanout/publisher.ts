/** A server that publishes turns of events to whoever subscribed. */
export interface Publisher {
  readonly port: number
  readonly path: string
  readonly protocol: string
  /** What a subscriber sends at once. */
  readonly greeting: readonly string[]
  /** What it is sent when it has caught up; null when it is subscribed by connecting. */
  readonly ready: string | null
  /** Publishes one turn of events, and does not wait for it. */
  publish(turn: number): void
  close(): Promise<void>
}
