/** What the worker is started with. */
export interface Env extends Record<string, unknown> {
  readonly MODEL_URL: string
}
