import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPeer, startWorker } from './process.ts'
import { median, ratio, type Section } from './report.ts'

/** Events go out in order per key, each attempt logged and the cursor durable; beside bare undici that posts the same signed body to the same receiver. */
export async function webhooksSection(options: { readonly events: number; readonly rounds: number }): Promise<Section> {
  const rows: string[][] = []
  const ratios: (readonly string[])[] = []
  for (const connections of [10, 64]) {
    const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
    await using receiver = await startPeer('receiver', '')
    const url = `http://127.0.0.1:${receiver.port}/`
    await using busbar = await startWorker('webhooks', { url, connections, folder })
    await busbar.ask('2000')
    await using bare = await startWorker('poster', { url, connections })
    const rates = { bare: [] as number[], busbar: [] as number[] }
    for (let round = 0; round <= options.rounds; round++) {
      for (const [name, worker] of [['bare', bare] as const, ['busbar', busbar] as const]) {
        const { seconds } = (await worker.ask(String(options.events))) as { readonly seconds: number }
        // The first round warms both up.
        if (round > 0) rates[name].push(options.events / seconds)
      }
    }
    await rm(folder, { recursive: true, force: true })
    for (const [name, rate] of Object.entries(rates)) rows.push([`${name}, ${connections} at the same time`, median(rate).toFixed(0)])
    ratios.push([`busbar / bare, ${connections} at the same time`, ...ratio(rates.busbar.map((rate, i) => rate / (rates.bare[i] ?? Number.NaN))), '≥ 0.3'])
  }
  return {
    title: 'Webhooks to one endpoint, SQLite: bare undici, Busbar',
    tables: [
      { head: ['', 'deliveries/s (median)'], rows },
      { head: ['ratio', 'median of rounds', 'rounds', 'budget'], rows: ratios },
    ],
  }
}
