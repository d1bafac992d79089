import assert from 'node:assert/strict'
import type { Writable } from 'node:stream'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import * as ws from 'ws'
import { textFrame } from '../../src/codecs/websocket/index.ts'

/** Its types leave it out. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: { readonly isServer: boolean }) => Writable }

/** What another implementation reads from bytes of a server. */
function received(bytes: Uint8Array): readonly string[] {
  const texts: string[] = []
  const receiver = new Receiver({ isServer: false })
  receiver.on('message', (data: Buffer, binary: boolean) => texts.push(binary ? 'binary' : data.toString()))
  receiver.write(Buffer.from(bytes))
  return texts
}

describe('a text frame (RFC 6455, 5.2)', () => {
  it('is read back as the same text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        assert.deepEqual(received(textFrame(text)), [text])
      }),
    )
  })

  it('says its length in 7, 16 or 64 bits, the fewest that do', () => {
    for (const [length, head] of [
      [0, 2],
      [125, 2],
      [126, 4],
      [65_535, 4],
      [65_536, 10],
      [1_000_000, 10],
    ] as const) {
      const text = 'x'.repeat(length)
      const frame = textFrame(text)
      assert.equal(frame.length, head + length)
      assert.deepEqual(received(frame), [text])
    }
  })
})
