import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { orderOf } from './contract.ts'
import { median, ratio, type Section } from './report.ts'

/** `busbar load` beside a bare insert of the same rows, each with one event and one audit record, in transactions of 1,000. */
export async function loadSection(options: { readonly records: number; readonly rounds: number }): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  const file = join(folder, 'orders.ndjson')
  const out = createWriteStream(file)
  for (let n = 1; n <= options.records; n++) if (!out.write(`${JSON.stringify(orderOf(n))}\n`)) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
  const loads: number[] = []
  const inserts: number[] = []
  for (let round = 0; round < options.rounds; round++) {
    inserts.push(options.records / bareInsert(join(folder, `bare-${round}`), options.records))
    loads.push(options.records / (await busbarLoad(join(folder, `load-${round}`), file)))
  }
  await rm(folder, { recursive: true, force: true })
  return {
    title: `Loading ${options.records.toLocaleString('en')} records`,
    tables: [
      {
        head: ['', 'records/s (median)'],
        rows: [
          ['busbar load', median(loads).toFixed(0)],
          ['bare insert with event and audit record', median(inserts).toFixed(0)],
        ],
      },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: [['busbar load / bare insert', ...ratio(loads.map((rate, i) => rate / (inserts[i] ?? Number.NaN))), '≥ 0.4']],
      },
    ],
  }
}

function bareInsert(path: string, records: number): number {
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table orders (rowid_ integer primary key, id text unique, revision integer, state text, due text, customer text, body text);
    create index a on orders (state, due, id);
    create table events (offset integer primary key, id text, type text, key text, at integer, body text);
    create table audit (sequence integer primary key, at integer, header text, payload text, salt text, hash blob)`)
  const order = db.prepare('insert into orders (id, revision, state, due, customer, body) values (?, 1, ?, ?, ?, ?)')
  const event = db.prepare('insert into events (id, type, key, at, body) values (?, ?, ?, ?, ?)')
  const audit = db.prepare('insert into audit (at, header, payload, salt, hash) values (?, ?, ?, ?, ?)')
  let hash: Buffer = Buffer.alloc(32)
  const began = performance.now()
  for (let n = 1; n <= records; n++) {
    if (n % 1000 === 1) db.exec('begin immediate')
    const fields = orderOf(n)
    const id = String(fields['id'])
    const body = JSON.stringify(fields)
    order.run(id, 'Released', String(fields['due']), String(fields['customer']), body)
    event.run(`e${n}`, 'order.created', id, n, body)
    const header = `{"at":${n},"key":"${id}","operation":"Order.create","consumer":"bench"}`
    hash = createHash('sha256').update(hash).update(header).digest()
    audit.run(n, header, body, 'salt', hash)
    if (n % 1000 === 0 || n === records) db.exec('commit')
  }
  const took = (performance.now() - began) / 1000
  db.close()
  return took
}

async function busbarLoad(folder: string, file: string): Promise<number> {
  await mkdir(folder)
  const config = join(folder, 'busbar.config.ts')
  const contract = new URL('./contract.ts', import.meta.url).href
  const entry = new URL('../src/server/index.ts', import.meta.url).href
  await writeFile(
    config,
    `import { defineApp, rest, sqlite } from '${entry}'\nimport { contract } from '${contract}'\nexport default defineApp({ contract, store: sqlite({ path: './data' }), protocols: [rest()] })\n`,
  )
  const cli = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
  const began = performance.now()
  const child = spawn(process.execPath, ['--conditions=busbar-source', cli, 'load', file, '--into', 'Order', '--config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`busbar load ended with ${String(code)}`)
  return (performance.now() - began) / 1000
}
