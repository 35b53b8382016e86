/** Something that an agent knows how to do, and reads up on when it needs to: a folder with a `SKILL.md`. [R13] */
export interface Skill {
  /** 1 to 64 of a-z, 0-9 and hyphen. */
  readonly name: string
  /** When to use it; the model sees this before it has loaded anything. */
  readonly description: string
  /** What `SKILL.md` says below its front matter. */
  readonly instructions: string
  /** The other files of the folder, as paths from it. */
  readonly files: readonly string[]
  /** Reads one of the files as text. Rejects for any other. */
  read(file: string): Promise<string>
}
