import type { Environment } from '../harness/pi/fromEnvironment.ts'

const secretNames = /(?:key|token|secret|password|passwd|credentials?)$/i

/** The values of an environment whose names say that they are secret. [E6] */
export function secretsOf(environment: Environment): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    secretNames.test(name) && value !== undefined && value.trim() !== '' ? [value.trim()] : [],
  )
}
