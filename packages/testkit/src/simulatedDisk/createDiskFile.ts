/** A file of a simulated disk. What is not synced can be lost. */
export interface DiskFile {
  /** All that would be read now. */
  content(): string
  /** Puts a text where writing stands, over what stands there. */
  write(text: string): void
  /** Makes all up to where writing stands durable. */
  sync(): void
  /** Goes back to the end of what is durable. What was written behind it stays until it is written over. */
  rewind(): void
  /** Takes only the first `length` characters for durable, and writes on from there. */
  recover(length: number): void
  /** Loses each page that was not synced by chance, and returns how many. */
  losePages(pageLength: number, isLost: () => boolean): number
  /** Characters from the beginning to where writing stands. */
  position(): number
}

/** Creates an empty file. */
export function createDiskFile(): DiskFile {
  let durable = ''
  /** What was written behind the durable part; up to `cursor` by the commit under way. */
  let unsynced = ''
  let cursor = 0

  return {
    content: () => durable + unsynced,
    write: text => {
      unsynced = unsynced.slice(0, cursor) + text + unsynced.slice(cursor + text.length)
      cursor += text.length
    },
    sync: () => {
      durable += unsynced.slice(0, cursor)
      unsynced = unsynced.slice(cursor)
      cursor = 0
    },
    rewind: () => {
      cursor = 0
    },
    recover: length => {
      const all = durable + unsynced
      durable = all.slice(0, length)
      unsynced = all.slice(length)
      cursor = 0
    },
    losePages: (pageLength, isLost) => {
      let lost = 0
      let left = ''
      for (let at = 0; at < unsynced.length; ) {
        const length = pageLength - ((durable.length + at) % pageLength)
        const page = unsynced.slice(at, at + length)
        const isGone = isLost()
        if (isGone) lost += 1
        left += isGone ? '\0'.repeat(page.length) : page
        at += length
      }
      unsynced = left
      return lost
    },
    position: () => durable.length + cursor,
  }
}
