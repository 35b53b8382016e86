import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import type { Link } from '../backend/createLink.ts'

const seeds = new WeakMap<Link, Map<string, View>>()

const keyOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** Gives the store of a session, which was not made yet, the view that it begins with. */
export function seedSession(link: Link, ref: SessionRef, view: View): void {
  const known = seeds.get(link) ?? new Map<string, View>()
  seeds.set(link, known.set(keyOf(ref), view))
}

/** The view that the store of a session begins with, once. */
export function takeSeed(link: Link, ref: SessionRef): View | undefined {
  const seed = seeds.get(link)?.get(keyOf(ref))
  seeds.get(link)?.delete(keyOf(ref))
  return seed
}
