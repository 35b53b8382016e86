/** Where events name a blob. [E8] */
const BLOB_NAME = /"blob":"([0-9a-f]{64})"/g

/** Hashes of the blobs that the JSON of an event names. */
export const namesIn = (event: string): string[] =>
  event.includes('"blob":"') ? [...event.matchAll(BLOB_NAME)].map(([, hash = '']) => hash) : []
