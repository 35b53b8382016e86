import { FRAME_LIMIT } from '../session/encode.ts'

/** Bounds that keep one client from harming the others. [S4] [S7] */
export interface Limits {
  /** A frame from a client, in bytes of text. */
  readonly frameBytes: number
  /** Frames a second, on average, from one connection. */
  readonly framesPerSecond: number
  /** Frames that may come at once before the average counts. */
  readonly frameBurst: number
  readonly subscriptionsPerConnection: number
  readonly connectionsPerPrincipal: number
  /** How long a socket may stay without an accepted hello. */
  readonly helloMs: number
  /** How long a client may be silent. */
  readonly silenceMs: number
  /** Text of envelopes or of a snapshot in a frame to a client; one envelope may be more. */
  readonly sentBytes: number
  /** What a socket may have buffered before its channels are paused. */
  readonly bufferedBytes: number
  /** An upload. [S15] */
  readonly uploadBytes: number
  /** How long a session without a reader or an open run stays in memory. */
  readonly lingerMs: number
  /** A snapshot is stored when this many events, or this many bytes of them, came after the last. [S3] */
  readonly snapshotEvents: number
  readonly snapshotBytes: number
  /** How long after a run has settled its deltas are merged. [S10] */
  readonly shrinkAfterMs: number
  /** How long after its last change a session is deleted; null for never. One with an open run stays. [S12] */
  readonly retentionMs: number | null
}

/** The limits of a hub that was given none. */
export const defaultLimits: Limits = {
  // Twice the largest event, for the escapes of JSON.
  frameBytes: 128 * 1024,
  framesPerSecond: 100,
  frameBurst: 400,
  subscriptionsPerConnection: 256,
  connectionsPerPrincipal: 256,
  helloMs: 5_000,
  // Browsers let a hidden page's timers run once a minute, so a shorter limit would drop every hidden tab.
  silenceMs: 75_000,
  sentBytes: FRAME_LIMIT,
  bufferedBytes: 256 * 1024,
  uploadBytes: 16 * 1024 * 1024,
  lingerMs: 10_000,
  snapshotEvents: 500,
  snapshotBytes: 256 * 1024,
  shrinkAfterMs: 60 * 60 * 1000,
  retentionMs: null,
}
