import {
  type AcceptedSocket,
  calm,
  createNetwork,
  createRandom,
  createVirtualTime,
  type Mishap,
} from '@sluice/testkit/simulation'
import { describe, expect, test } from 'vitest'

/** A network with a server that keeps what it hears, and clients that keep what they hear. */
function createWire(seed = 1) {
  const time = createVirtualTime(0)
  const network = createNetwork(time, createRandom(seed))
  const heard: string[] = []
  const accepted: AcceptedSocket[] = []
  network.listen(socket => {
    const name = accepted.push(socket)
    return {
      message: text => heard.push(`${name} says ${text}`),
      drained: () => heard.push(`${name} is drained`),
      closed: () => heard.push(`${name} is gone`),
    }
  })
  const dial = () => {
    const told: string[] = []
    const socket = network.dial({
      opened: () => told.push('opened'),
      message: text => told.push(String(text)),
      closed: () => told.push('closed'),
    })
    return { ...socket, told }
  }
  const pass = (ms: number): void => {
    const end = time.now() + ms
    let isOver = false
    time.after(ms, () => {
      isOver = true
    })
    while (!isOver && time.now() <= end) time.step()
  }
  return { time, network, heard, accepted, dial, pass }
}

describe('the simulated network', () => {
  test('[X1] carries texts both ways, in order, and tells of the end', () => {
    const { heard, accepted, dial, pass } = createWire()
    const client = dial()
    pass(100)
    client.send('one')
    client.send('two')
    accepted[0]?.send(['a', 'b'])
    accepted[0]?.send(['c'])
    pass(100)
    client.close()
    pass(100)
    expect(client.told).toEqual(['opened', 'a', 'b', 'c'])
    expect(heard).toEqual(['1 says one', '1 says two', '1 is gone'])
  })

  test.each<[Mishap, readonly string[], readonly string[]]>([
    ['reset', ['opened', 'closed'], ['1 is gone']],
    ['told-client', ['opened', 'closed'], []],
    ['told-server', ['opened'], ['1 is gone']],
    ['half-open', ['opened'], []],
  ])(
    '[X1] after a %s what was on its way is lost, and who is told of it is told',
    (mishap, client, server) => {
      const { network, heard, accepted, dial, pass } = createWire()
      const { send, told } = dial()
      pass(100)
      send('lost')
      accepted[0]?.send(['lost too'])
      network.befall(mishap)
      send('lost as well')
      pass(10_000)
      expect({ told, heard }).toEqual({ told: client, heard: server })
      network.heal()
      expect({ told, heard }).toEqual({ told: ['opened', 'closed'], heard: ['1 is gone'] })
    },
  )

  test('[X1] what a stall held up arrives behind what a later connection sent', () => {
    const { network, heard, dial, pass } = createWire()
    const old = dial()
    pass(100)
    network.befall('stall')
    old.send('early')
    old.close()
    const next = dial()
    pass(50)
    next.send('late')
    pass(60_000)
    expect(heard).toEqual(['2 says late', '1 says early', '1 is gone'])
  })

  test('[X1] when the network heals, what a stall held up arrives in its order', () => {
    const { network, heard, accepted, dial, pass } = createWire()
    const client = dial()
    pass(100)
    network.befall('stall')
    client.send('first')
    client.send('second')
    accepted[0]?.send(['hello'])
    pass(50)
    network.heal()
    client.send('third')
    pass(10)
    expect({ heard, told: client.told }).toEqual({
      heard: ['1 is drained', '1 says first', '1 says second', '1 says third'],
      told: ['opened', 'hello'],
    })
    pass(60_000)
    expect(heard.filter(what => what.includes('says')).length).toBe(3)
  })

  test('[X1] a connection breaks at the byte that was drawn for it', () => {
    const { network, heard, dial, pass } = createWire()
    network.setWeather({ ...calm, breaks: 1, breakBytes: 10 })
    const client = dial()
    pass(100)
    for (let at = 0; at < 12; at++) client.send('x')
    pass(100)
    expect(client.told.at(-1)).toBe('closed')
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.length).toBeLessThan(12)
  })

  test('[X1] a narrow way lets the server wait until it has drained', () => {
    const { network, heard, accepted, dial, pass } = createWire()
    network.setWeather({ ...calm, narrow: 1 })
    const client = dial()
    pass(100)
    accepted[0]?.send(['x'.repeat(4_000)])
    expect(accepted[0]?.bufferedBytes()).toBe(4_000)
    pass(500)
    expect(client.told).toEqual(['opened'])
    pass(1_000)
    expect([accepted[0]?.bufferedBytes(), client.told.length, heard]).toEqual([0, 2, ['1 is drained']])
  })

  test('[X1] without a listener a connection is refused', () => {
    const { network, dial, pass } = createWire()
    network.listen(null)
    const client = dial()
    pass(100)
    expect(client.told).toEqual(['closed'])
  })
})
