import type { Id } from '@sluice/protocol'
import type { Random } from '@sluice/server'

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Makes a source of ids: the kind, an underscore, and 20 characters at random, which is about 103 bits. [E4] */
export function createNewId(random: Random): (kind: string) => Id {
  return kind => {
    let id = `${kind}_`
    for (let at = 0; at < 20; at++) id += LETTERS[Math.floor(random() * LETTERS.length)]
    return id
  }
}
