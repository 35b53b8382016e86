import type { OutFrame } from '../connection/types.ts'

const TEXT = 0x81

/** Makes the bytes of an unmasked, whole WebSocket text frame. [RFC 6455, 5.2] */
function encodeTextFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headerLength = length < 126 ? 2 : length < 0x10000 ? 4 : 10
  const bytes = Buffer.allocUnsafe(headerLength + length)
  bytes[0] = TEXT
  if (headerLength === 2) bytes[1] = length
  else if (headerLength === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  bytes.write(text, headerLength)
  return bytes
}

const encoded = new WeakMap<OutFrame, Buffer>()

/** The bytes of a frame, made once for all the sockets that it is sent to. [S4] */
export function encodeFrame(frame: OutFrame): Buffer {
  let bytes = encoded.get(frame)
  if (bytes === undefined) {
    bytes = encodeTextFrame(frame.text)
    encoded.set(frame, bytes)
  }
  return bytes
}
