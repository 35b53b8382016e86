/**
 * Finds the import cycles of a graph of files: one shortest cycle for each group of files that reach each other, as the list of its files
 * with the first repeated at the end.
 */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const seen = new Set<string>()
  const cycles: (readonly string[])[] = []
  for (const start of graph.keys()) {
    if (seen.has(start)) continue
    const cycle = shortestCycle(graph, start)
    if (cycle === null) continue
    if (!cycle.some(path => seen.has(path))) cycles.push(cycle)
    for (const path of cycle) seen.add(path)
  }
  return cycles
}

function shortestCycle(
  graph: ReadonlyMap<string, readonly string[]>,
  start: string,
): readonly string[] | null {
  const cameFrom = new Map<string, string>()
  const waiting = [start]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    for (const next of graph.get(path) ?? []) {
      if (next === start) return [...wayTo(cameFrom, start, path), start]
      if (cameFrom.has(next)) continue
      cameFrom.set(next, path)
      waiting.push(next)
    }
  }
  return null
}

function wayTo(cameFrom: ReadonlyMap<string, string>, start: string, end: string): readonly string[] {
  const way = [end]
  for (let path = end; path !== start; ) {
    path = cameFrom.get(path) ?? start
    way.unshift(path)
  }
  return way
}
