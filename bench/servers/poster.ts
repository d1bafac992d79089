// Bare undici: posts one signed body again and again. On standard input: how many; answers the seconds it took.
import { createInterface } from 'node:readline'
import { Pool } from 'undici'

const { url, connections } = JSON.parse(process.env['BENCH_DATA'] ?? '') as { readonly url: string; readonly connections: number }
const { origin, pathname: path } = new URL(url)
const pool = new Pool(origin, { connections })
const sample = (await (await pool.request({ method: 'GET', path })).body.json()) as { readonly headers: { [name: string]: string }; readonly body: string }
const { 'host': _, 'connection': __, 'content-length': ___, ...headers } = sample.headers
process.stdout.write('{"port":0}\n')
for await (const line of createInterface(process.stdin)) {
  let left = Number(line)
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request({ method: 'POST', path, headers, body: sample.body })
      await body.dump()
      if (statusCode !== 200) throw new Error(String(statusCode))
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, one))
  process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - began) / 1000 })}\n`)
}
process.exit(0)
