const headers = { 'content-type': 'application/json' }

/** Says something to an agent on a Flue server so many times, each when the one before was answered. */
export async function addTurns(address: string, count: number, from: number): Promise<void> {
  let offset = '-1'
  for (let turn = from; turn < from + count; turn++) {
    const body = JSON.stringify({ kind: 'user', body: `say word${turn}` })
    const sent = await fetch(address, { method: 'POST', headers, body })
    if (!sent.ok) throw new Error(`The server answered ${sent.status}: ${await sent.text()}`)
    const { submissionId, offset: before } = (await sent.json()) as { submissionId: string; offset: string }
    offset = turn === from ? before : offset
    for (let isSettled = false; !isSettled; ) {
      const answer = await fetch(`${address}?view=updates&live=long-poll&offset=${offset}`)
      const text = await answer.text()
      offset = answer.headers.get('stream-next-offset') ?? offset
      isSettled = text.includes(`"submission-settled"`) && text.includes(submissionId)
    }
  }
}
