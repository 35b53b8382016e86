import type { Limits } from '@sluice/server'
import { calm, type SeededRandom, type Weather } from '@sluice/testkit/simulation'

/** What kind of world a seed makes. In each, some things go wrong often, some seldom, and some never. */
export interface Plan {
  readonly sessions: number
  /** Whether people sign in and out in a browser of the world. */
  readonly hasVisitors: boolean
  /** How long people work and things go wrong. */
  readonly activeMs: number
  readonly weather: Weather
  /** How long it takes on average until this happens; Infinity for never. */
  readonly every: {
    readonly act: number
    readonly mishap: number
    readonly kill: number
    readonly powerLoss: number
    readonly restart: number
    readonly full: number
    readonly ioError: number
    readonly reload: number
    readonly sleep: number
    readonly echo: number
    readonly poll: number
    readonly storm: number
    readonly backup: number
    readonly block: number
    readonly freeze: number
    readonly jump: number
    readonly serverJump: number
    readonly workerCrash: number
    readonly visit: number
    readonly change: number
    readonly show: number
    readonly logout: number
  }
  readonly diskMs: number
  readonly paceMs: number
  /** How long a look at a token, and at a right, takes. */
  readonly authenticateMs: number
  readonly authorizeMs: number
  /** How long a token is good for. */
  readonly tokenMs: number
  /** The chance of a token that cannot be had. */
  readonly noToken: number
  /** How far the clock of each process of the server may be off. */
  readonly skewMs: number
  readonly storageMs: number
  /** Characters of a long text, which a fifth of the texts are; 0 for none. */
  readonly longText: number
  readonly limits: Partial<Limits>
  /** The chance of a frame of events or of a snapshot that is lost or comes twice, though its connection goes on. */
  readonly garble: number
}

/** Draws the plan of a world. */
export function drawPlan(random: SeededRandom): Plan {
  const seldom = (chance: number, from: number, to: number): number =>
    random.chance(chance) ? random.between(from, to) : Infinity
  const isBad = random.chance(0.6)
  const weather: Weather = {
    ...calm,
    latencyMs: random.pick([1, 5, 40, 150]),
    ...(isBad
      ? {
          refused: random.chance(0.4) ? 0.3 : 0,
          unanswered: random.chance(0.2) ? 0.15 : 0,
          breaks: random.chance(0.6) ? 0.6 : 0,
          breakBytes: random.pick([400, 4_000, 30_000]),
          narrow: random.chance(0.3) ? 0.5 : 0,
        }
      : {}),
  }
  const longText = random.chance(0.015) ? random.pick([6_000, 30_000]) : 0
  const plan: Plan = {
    hasVisitors: false,
    sessions: random.chance(0.35) ? 2 : 1,
    activeMs: random.between(1_500, 5_000),
    weather,
    every: {
      act: random.pick([400, 700, 1_200]),
      mishap: seldom(0.5, 800, 4_000),
      kill: seldom(0.4, 1_000, 6_000),
      powerLoss: seldom(0.4, 1_000, 6_000),
      restart: seldom(0.15, 2_000, 6_000),
      full: seldom(0.15, 2_000, 6_000),
      ioError: seldom(0.2, 300, 3_000),
      reload: seldom(0.4, 1_000, 6_000),
      sleep: seldom(0.15, 2_000, 6_000),
      echo: seldom(0.4, 200, 2_000),
      poll: seldom(0.3, 50, 500),
      storm: seldom(0.1, 2_000, 6_000),
      backup: Infinity,
      block: Infinity,
      freeze: Infinity,
      jump: Infinity,
      serverJump: Infinity,
      workerCrash: Infinity,
      visit: Infinity,
      change: Infinity,
      show: Infinity,
      logout: Infinity,
    },
    diskMs: random.pick([0, 1, 4, 25]),
    paceMs: random.pick([40, 100, 250]),
    authenticateMs: random.pick([0, 0, 15]),
    authorizeMs: random.pick([0, 0, 10]),
    tokenMs: seldom(0.15, 500, 4_000),
    skewMs: random.pick([0, 0, 3_000]),
    noToken: random.pick([0, 0, 0.2]),
    storageMs: random.pick([1, 20, 1_500]),
    longText,
    limits: {
      bufferedBytes: random.pick([256 * 1024, 3_000]),
      sentBytes: random.pick([64 * 1024, 64 * 1024, 64 * 1024, 2_000, 60]),
      lingerMs: random.pick([50, 1_000, 10_000]),
      snapshotEvents: random.pick([8, 40, 500]),
    },
    garble: random.chance(0.15) ? 0.03 : 0,
  }
  const hasVisitors = random.chance(0.25)
  return {
    ...plan,
    hasVisitors,
    every: {
      ...plan.every,
      backup: seldom(0.08, 1_000, 4_000),
      block: seldom(0.2, 1_000, 4_000),
      freeze: seldom(0.2, 1_000, 6_000),
      jump: seldom(0.3, 500, 4_000),
      serverJump: seldom(0.1, 500, 4_000),
      workerCrash: seldom(0.15, 1_000, 4_000),
      visit: random.pick([200, 500]),
      change: random.pick([500, 1_500]),
      show: random.pick([300, 2_000]),
      logout: seldom(0.3, 1_000, 4_000),
    },
  }
}
