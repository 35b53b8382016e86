/** What the house reads and writes of one entry of package-lock.json. */
export interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The entries of package-lock.json by their folder. */
export type LockEntries = Readonly<Record<string, LockEntry>>

const exactVersion = /^\d+\.\d+\.\d+$/
const platform =
  /(android|darwin|freebsd|linux|openharmony|win32|wasm32)(?:-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|wasi))?/

/**
 * Finds the packages for other platforms that packages name as optional and the lock file does not hold. npm leaves out what the registry at hand
 * did not serve, and then `npm ci` refuses the lock file there and everywhere. The entries carry what npm needs to pass them over on this
 * platform, and no checksum.
 */
export function missingPlatforms(entries: LockEntries): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {}
  for (const [folder, { optionalDependencies = {}, dev }] of Object.entries(entries)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!exactVersion.test(version)) continue
      const seen = resolved({ ...entries, ...missing }, folder, name)
      if (seen !== null && (entries[seen] ?? missing[seen])?.version === version) continue
      const top = `node_modules/${name}`
      missing[seen === null ? top : `${folder}/${top}`] = {
        version,
        ...platformOf(name),
        ...(dev === true ? { dev } : {}),
        optional: true,
      }
    }
  }
  return missing
}

/** Reads the platform out of the name of a package such as `@rolldown/binding-linux-x64-musl`. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const [, os, cpu] = platform.exec(name) ?? []
  if (os === undefined) return {}
  if (os === 'wasm32') return { cpu: [os] }
  const libc = os !== 'linux' ? {} : { libc: [/musl/.test(name) ? 'musl' : 'glibc'] }
  return { os: [os], ...(cpu === undefined ? {} : { cpu: [cpu] }), ...libc }
}

/** Returns the folder in which Node finds a package from another one's folder, or null. */
function resolved(entries: LockEntries, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (candidate in entries) return candidate
    if (folder === '') return null
  }
}
