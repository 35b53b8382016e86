/** What components keep for a reader beside the client, such as drafts, begins with this in the storage of the origin. */
const NOTE = 'sluice:'

/** What ends so is of one person alone, by the name that their server gives them. */
const ofPrincipal = / by (.+)$/

/** The principal of a person; null where it is not known who that is. */
function principalOf(person: string | null): string | null {
  try {
    return (JSON.parse(person ?? '') as [string | null, string])[1]
  } catch {
    return null
  }
}

/** Erases what components keep beside the client in the storage of the origin, but what says that it is of somebody else. [C10] */
export function eraseNotes(person: string | null): void {
  const principal = principalOf(person)
  try {
    const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? '')
    for (const key of keys) {
      const [, owner = principal] = ofPrincipal.exec(key) ?? []
      if (key.startsWith(NOTE) && owner === principal) localStorage.removeItem(key)
    }
  } catch {
    // Where the browser forbids the storage nothing is in it.
  }
}
