import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** Makes the bytes of a masked text frame. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const mask = randomBytes(4)
  const header =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff])
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([header, mask, masked])
}

/**
 * Opens a WebSocket and hands on the bytes that follow the handshake, frames and all: a reader that parses nothing, so that a thousand of them
 * do not hide what the server costs. Resolves when the server has switched protocols.
 */
export function openRawSocket(
  port: number,
  path: string,
  protocol: string,
  onData: (bytes: Buffer) => void,
): Promise<{ readonly socket: Socket; send(text: string): void }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    )
    let head = Buffer.alloc(0)
    const onHandshake = (bytes: Buffer) => {
      head = Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n')
      if (end === -1) return
      socket.off('data', onHandshake)
      if (!head.subarray(0, end).includes(' 101 ')) return reject(new Error(head.toString('latin1', 0, end)))
      socket.on('data', onData)
      if (head.length > end + 4) onData(head.subarray(end + 4))
      resolve({ socket, send: text => socket.write(maskedFrame(text)) })
    }
    socket.on('data', onHandshake)
  })
}

/** Cuts the bytes of a server into the texts of its frames, however they were split. */
export function createFrameReader(onText: (text: string) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return bytes => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    for (;;) {
      if (rest.length < 2) return
      const short = (rest[1] ?? 0) & 0x7f
      const headerLength = short < 126 ? 2 : short === 126 ? 4 : 10
      if (rest.length < headerLength) return
      const length =
        short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
      if (rest.length < headerLength + length) return
      if (rest[0] === 0x81) onText(rest.toString('utf8', headerLength, headerLength + length))
      rest = rest.subarray(headerLength + length)
    }
  }
}
