import { Cron } from 'croner'
import { RuntimeError } from '../RuntimeError.ts'

/** The first time of a cron pattern after a server time, in ms; null when there is none. Throws a RuntimeError `bad-timer` for what is no pattern or zone. */
export function nextCron(pattern: string, zone: string | null, after: number): number | null {
  try {
    return new Cron(pattern, { timezone: zone ?? 'UTC' }).nextRun(new Date(after))?.getTime() ?? null
  } catch (cause) {
    throw new RuntimeError(
      'bad-timer',
      `${JSON.stringify(pattern)}${zone === null ? '' : ` in the zone ${zone}`} is no cron pattern, so the timer was not set. Use five or six fields, such as "0 9 * * 1-5".`,
      { cause },
    )
  }
}
