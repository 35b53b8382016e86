import type { Block, ListItem } from './tree.ts'

function keep<Kept extends Block | ListItem>(old: Block | ListItem | undefined, next: Kept): Kept {
  if (old?.type !== next.type || old.start !== next.start) return next
  // Text is only appended: the same place has the same text.
  if (!old.open && !next.open && old.end === next.end) return old as Kept
  if (!('children' in old) || !('children' in next)) return next
  return { ...next, children: next.children.map((child, index) => keep(old.children[index], child)) }
}

/** Takes the blocks of before where they are the same, so that what draws them need not do so again. */
export const keepBlocks = (old: readonly Block[], next: readonly Block[]): readonly Block[] =>
  next.map((block, index) => keep(old[index], block))
