import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Load } from './generator.ts'
import { load, startPeer, type Peer } from './process.ts'
import { median, ratio, type Section } from './report.ts'

const CONNECTIONS = 64

/** Bare node:http, a hand-written Fastify service and Busbar in turn, A B C A B C; ratios of each round, their median. */
export async function httpSection(options: { readonly seconds: number; readonly rounds: number }): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  const names = ['bare', 'fastify', 'busbar'] as const
  const peers = new Map<(typeof names)[number], Peer>()
  for (const name of names) peers.set(name, await startPeer(name, join(folder, name)))
  const peer = (name: (typeof names)[number]): Peer => {
    const found = peers.get(name)
    if (!found) throw new Error(name)
    return found
  }
  const from = new Map<string, number>()
  const one = async (name: (typeof names)[number], kind: 'get' | 'create', seconds: number, path?: string): Promise<Load> => {
    const { port, key } = peer(name)
    const answer = await load({
      port,
      connections: CONNECTIONS,
      seconds,
      kind,
      path: path ?? (kind === 'get' ? '/api/v1/orders/PO-00000001' : '/api/v1/orders'),
      from: from.get(name) ?? 1,
      ...(key !== undefined && { key }),
    })
    if (kind === 'create') from.set(name, (from.get(name) ?? 1) + answer.answers + CONNECTIONS)
    if (answer.bad > 0) throw new Error(`${name} ${kind}: ${answer.bad} of ${answer.answers} answers were no success`)
    return answer
  }
  const rows: string[][] = []
  const ratios: { [name: string]: number[] } = {}
  const seen: { [name: string]: (Load & { readonly micros: number })[] } = {}
  // Also makes record 1, which is read afterwards.
  for (const name of names) await one(name, 'create', 1)
  for (const kind of ['get', 'create'] as const) {
    for (const name of names) await one(name, kind, 1)
    for (let round = 0; round < options.rounds; round++) {
      const loads = new Map<string, Load>()
      for (const name of names) {
        const before = (await peer(name).usage()).cpu
        const answer = await one(name, kind, options.seconds)
        const micros = (((await peer(name).usage()).cpu - before) * 1e6) / answer.answers
        loads.set(name, answer)
        ;(seen[`${kind} ${name}`] ??= []).push({ ...answer, micros })
      }
      const rate = (name: string): number => loads.get(name)?.perSecond ?? Number.NaN
      ;(ratios[`${kind} busbar/bare`] ??= []).push(rate('busbar') / rate('bare'))
      ;(ratios[`${kind} busbar/fastify`] ??= []).push(rate('busbar') / rate('fastify'))
    }
  }
  for (const path of ['/api/v1/orders/PO-00000001?fields=material,due']) {
    for (let round = 0; round < options.rounds; round++) {
      const full = await one('busbar', 'get', options.seconds)
      const projected = await one('busbar', 'get', options.seconds, path)
      ;(ratios['get projected/full view'] ??= []).push(projected.perSecond / full.perSecond)
    }
  }
  for (const [what, loads] of Object.entries(seen)) {
    rows.push([
      what,
      median(loads.map((l) => l.perSecond)).toFixed(0),
      median(loads.map((l) => l.p50)).toFixed(2),
      median(loads.map((l) => l.p99)).toFixed(2),
      median(loads.map((l) => l.cpu)).toFixed(2),
      median(loads.map((l) => l.micros)).toFixed(1),
    ])
  }
  const { memory } = await peer('busbar').usage()
  for (const name of names) await peer(name)[Symbol.asyncDispose]()
  const cold: number[] = []
  const idle: number[] = []
  for (let i = 0; i < options.rounds; i++) {
    await using again = await startPeer('busbar', join(folder, `cold-${i}`))
    cold.push(again.started)
    idle.push((await again.usage()).memory)
  }
  await rm(folder, { recursive: true, force: true })
  return {
    title: `HTTP, ${CONNECTIONS} connections, SQLite, server and generator on a core each`,
    tables: [
      { head: ['', 'answers/s', 'p50 ms', 'p99 ms', "generator's cores", "server's CPU µs an answer"], rows },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: [
          ['record read with key and limit / bare node:http with a constant', ...ratio(ratios['get busbar/bare']), '≥ 0.6'],
          ['durable create / bare node:http that parses and answers the same', ...ratio(ratios['create busbar/bare']), '≥ 0.25'],
          ['durable create / hand-written Fastify, one commit a request', ...ratio(ratios['create busbar/fastify']), '≥ 4'],
          ['record read / hand-written Fastify', ...ratio(ratios['get busbar/fastify']), ''],
          ['projected view / full view', ...ratio(ratios['get projected/full view']), ''],
        ],
      },
      {
        head: ['', 'median', 'budget'],
        rows: [
          ['cold start to listening, new data folder', `${median(cold).toFixed(0)} ms`, '< 1000 ms'],
          ['memory when idle', `${(median(idle) / 1e6).toFixed(0)} MB`, '< 150 MB'],
          ['memory after the load', `${(memory / 1e6).toFixed(0)} MB`, ''],
        ],
      },
    ],
  }
}
