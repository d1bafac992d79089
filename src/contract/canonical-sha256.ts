/** SHA-256 (FIPS 180-4) of UTF-8 text, in hex. Here because a contract must hash the same in a browser, at once, without a runtime's own cryptography. Not for secrets. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const blocks = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64))
  new Uint8Array(blocks.buffer).set(bytes)
  blocks.setUint8(bytes.length, 0x80)
  blocks.setBigUint64(blocks.byteLength - 8, BigInt(bytes.length) * 8n)

  const hash = Uint32Array.from(INITIAL)
  const schedule = new Uint32Array(64)
  for (let at = 0; at < blocks.byteLength; at += 64) block(hash, schedule, blocks, at)
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('')
}

function block(hash: Uint32Array, w: Uint32Array, blocks: DataView, at: number): void {
  const get = (i: number): number => w[i] ?? 0
  for (let i = 0; i < 16; i++) w[i] = blocks.getUint32(at + i * 4)
  for (let i = 16; i < 64; i++) {
    const x = get(i - 15)
    const y = get(i - 2)
    w[i] = get(i - 16) + (right(x, 7) ^ right(x, 18) ^ (x >>> 3)) + get(i - 7) + (right(y, 17) ^ right(y, 19) ^ (y >>> 10))
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
  for (let i = 0; i < 64; i++) {
    const first = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + get(i)) | 0
    const second = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) hash[i] = (hash[i] ?? 0) + word
}

function right(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

/** The first 32 bits of the fraction of a root of each of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fractions(count: number, root: (prime: number) => number): number[] {
  const out: number[] = []
  for (let n = 2; out.length < count; n++) {
    let prime = true
    for (let i = 2; i * i <= n; i++) if (n % i === 0) prime = false
    if (prime) out.push(((root(n) % 1) * 2 ** 32) | 0)
  }
  return out
}
const INITIAL = fractions(8, Math.sqrt)
const ROUND = fractions(64, Math.cbrt)
