import { rebuildProjections } from '@sluice/server'
import { createSameness } from '@sluice/testkit/simulation'
import type { Check } from './Finding.ts'

/** The tables beside the log are what the log makes of them, whatever it went through. [S9] */
export const checkProjections: Check = async ({ key, history, store, listed }) => {
  const isSame = createSameness()
  const wrong: string[] = []
  const rebuilt = await rebuildProjections(store, key)
  const pages = await store.page(key, null, 100_000)
  const rows = await store.directory(key.tenant, { agent: key.agent })
  const row = rows.find(({ id }) => id === key.id) ?? null
  const approvals = (await store.approvals(key.tenant, 1000)).filter(({ session }) => session === key.id)
  if (!isSame(pages, rebuilt?.projections.pages ?? []))
    wrong.push(`the pages of ${key.id} are not those of its log: ${JSON.stringify(pages).slice(0, 300)}`)
  if (!isSame(row, rebuilt?.projections.directory ?? null))
    wrong.push(
      `the directory has ${JSON.stringify(row)} and not ${JSON.stringify(rebuilt?.projections.directory)}`,
    )
  for (const rowsOfPage of listed) {
    const shown = rowsOfPage.find(({ id }) => id === key.id) ?? null
    if (!isSame(shown, row))
      wrong.push(`a page lists ${JSON.stringify(shown)} and not ${JSON.stringify(row)}`)
  }
  const open = Object.keys(history.view.open.approvals).sort()
  if (!isSame(approvals.map(({ approval }) => approval).sort(), open))
    wrong.push(`the open approvals are ${JSON.stringify(approvals)} and not ${open.join(', ')}`)
  for (const { commandId, principal, offset } of rebuilt?.projections.commands ?? []) {
    const record = await store.command(key, principal, commandId)
    if (record?.offset !== offset)
      wrong.push(`the record of ${commandId} says ${record?.offset} and not ${offset}`)
  }
  return wrong
}
