import type { Texts } from './operations.ts'

/**
 * Collects texts as UTF-8, one behind the other, in one piece of memory: that crosses to a thread without being copied, and a text that is written there
 * at once is not an object that the collector of garbage has to carry along until its commit.
 */
export interface TextBox {
  /** Where the next text will begin. */
  end(): number
  /** Adds a text and returns how many bytes it takes. */
  add(text: string): number
  /** Hands over the memory with all that was added; the box is empty then. */
  take(): Texts
  /** Takes back memory that nobody reads any more. */
  giveBack(memory: Texts): void
}

/** What a box begins with: about 256 events of 200 bytes. */
const INITIAL_BYTES = 64 * 1024

/** More than this is not kept for another time. */
const KEPT_BYTES = 4 * 1024 * 1024

/** The most bytes that a UTF-16 unit takes. */
const BYTES_PER_UNIT = 3

/** Creates an empty box. */
export function createTextBox(): TextBox {
  let memory = Buffer.from(new ArrayBuffer(0))
  let end = 0
  let spare: Texts | null = null

  const grow = (bytes: number): void => {
    const larger =
      spare !== null && spare.byteLength >= bytes
        ? spare
        : new Uint8Array(Math.max(INITIAL_BYTES, 2 ** Math.ceil(Math.log2(bytes))))
    spare = null
    larger.set(memory.subarray(0, end))
    memory = Buffer.from(larger.buffer)
  }

  return {
    end: () => end,
    add: text => {
      const most = end + text.length * BYTES_PER_UNIT
      if (most > memory.length) grow(most)
      const bytes = memory.write(text, end)
      end += bytes
      return bytes
    },
    take: () => {
      const taken = new Uint8Array(memory.buffer)
      memory = Buffer.from(new ArrayBuffer(0))
      end = 0
      return taken
    },
    giveBack: given => {
      if (given.byteLength > (spare?.byteLength ?? 0) && given.byteLength <= KEPT_BYTES) spare = given
    },
  }
}
