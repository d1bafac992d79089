import { setTimeout as wait } from 'node:timers/promises'
import { randomChange, send, type Sent } from './caller.ts'
import { startServer, type Server } from './child.ts'
import { seeded } from './seed.ts'

export interface Rounds {
  /** A folder or a postgres:// URL. */
  readonly store: string
  readonly rounds: number
  readonly seed: number
  readonly processes: number
  readonly progress: (text: string) => void
}

/**
 * Kills every process at a random moment under load, again and again. After each start, every call that had no answer is
 * sent again with its key; every tenth that had one is sent again too.
 */
export async function killRounds(of: Rounds): Promise<{ readonly sent: readonly Sent[]; readonly unanswered: number; readonly mismatches: readonly string[] }> {
  const random = seeded(of.seed)
  const sent: Sent[] = []
  const orders: string[] = []
  const mismatches: string[] = []
  let unanswered = 0
  let key = ''
  for (let round = 1; round <= of.rounds; round++) {
    const servers: Server[] = []
    for (let i = 0; i < of.processes; i++) {
      const server = await startServer(of.store)
      key = server.key ?? key
      servers.push(server)
    }
    const lost = sent.filter((call) => call.status === undefined)
    unanswered += lost.length
    for (const call of lost) await send(call, { url: servers[0]?.url ?? '', key })
    for (const call of sent.slice(-200)) {
      if (call.status === undefined || call.status >= 300 || random() > 0.1) continue
      const again: Sent = { ...call }
      await send(again, { url: servers.at(-1)?.url ?? '', key })
      if (again.status !== call.status || again.revision !== call.revision || again.replayed !== true)
        mismatches.push(
          `${call.name}: first ${call.status} at ${String(call.revision)}, again ${again.status} at ${String(again.revision)}${again.replayed ? '' : ', not replayed'}`,
        )
    }
    let dying = false
    const callers = Array.from({ length: 16 }, async (_, i) => {
      for (let n = 0; !dying; n++) {
        const call = randomChange(random, { name: `${round}-${i}-${n}`, orders })
        sent.push(call)
        await send(call, { url: servers[i % servers.length]?.url ?? '', key })
        if (call.status === 201 && call.path.endsWith('/orders')) orders.push(call.order)
      }
    })
    await wait(20 + random() * 250)
    await Promise.all(servers.map((server) => server.kill()))
    dying = true
    await Promise.all(callers)
    if (round % 10 === 0 || round === of.rounds) of.progress(`${round} of ${of.rounds} kills, ${sent.length} calls`)
  }
  // Once more up, so that the last round's calls have an answer too.
  const server = await startServer(of.store)
  const lost = sent.filter((call) => call.status === undefined)
  unanswered += lost.length
  for (const call of lost) await send(call, { url: server.url, key: server.key ?? key })
  await server.kill()
  return { sent, unanswered, mismatches }
}
