/** A file of a simulated disk. What is not synced can be lost; what is synced never changes, so only how long it is is kept here. */
export interface DiskFile {
  /** What would be read now behind all that is durable. */
  unsynced(): string
  /** Puts a text where writing stands, over what stands there. */
  write(text: string): void
  /** Makes all up to where writing stands durable. */
  sync(): void
  /** Goes back to the end of what is durable. What was written behind it stays until it is written over. */
  rewind(): void
  /** Takes `length` characters more for durable, and writes on from there. */
  recover(length: number): void
  /** Is only `length` characters long, all of them durable. */
  cut(length: number): void
  /** Loses each page that was not synced by chance, and returns how many. */
  losePages(pageLength: number, isLost: () => boolean): number
  /** Characters from the beginning to where writing stands. */
  position(): number
}

/** Creates an empty file. */
export function createDiskFile(): DiskFile {
  let durable = 0
  /** What was written behind the durable part; up to `cursor` by the commit under way. */
  let unsynced = ''
  let cursor = 0

  const keep = (length: number): void => {
    durable += length
    unsynced = unsynced.slice(length)
    cursor = 0
  }

  return {
    unsynced: () => unsynced,
    write: text => {
      unsynced = unsynced.slice(0, cursor) + text + unsynced.slice(cursor + text.length)
      cursor += text.length
    },
    sync: () => keep(cursor),
    rewind: () => {
      cursor = 0
    },
    recover: keep,
    cut: length => {
      durable = length
      unsynced = ''
      cursor = 0
    },
    losePages: (pageLength, isLost) => {
      let lost = 0
      let left = ''
      for (let at = 0; at < unsynced.length; ) {
        const length = pageLength - ((durable + at) % pageLength)
        const page = unsynced.slice(at, at + length)
        const isGone = isLost()
        if (isGone) lost += 1
        left += isGone ? '\0'.repeat(page.length) : page
        at += length
      }
      unsynced = left
      return lost
    },
    position: () => durable + cursor,
  }
}
