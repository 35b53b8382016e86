import type { View } from '@sluice/fold'
import type { Actor, Id } from '@sluice/protocol'

/** What may have been made by a command. */
export interface Made {
  readonly commandId?: Id | null
  readonly actor: Actor
}

/** What a view holds that may have been made by commands: a snapshot has no envelopes, but its messages say which command made them. [C3] */
export const madeIn = ({ settled, open }: View): readonly Made[] =>
  [...settled.flat(), ...open.queue] as readonly Made[]
