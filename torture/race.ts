import { send, type Sent } from './caller.ts'
import { startServer, type Server } from './child.ts'

export interface Races {
  readonly store: string
  readonly rounds: number
  readonly processes: number
  readonly progress: (text: string) => void
}

/** Two orders, one line, both started at once, from as many processes as there are: exactly one wins each time, the other gets the fault. */
export async function startRaces(of: Races): Promise<{ readonly findings: readonly string[]; readonly rounds: number }> {
  const servers: Server[] = []
  let key = ''
  for (let i = 0; i < of.processes; i++) {
    const server = await startServer(of.store)
    key = server.key ?? key
    servers.push(server)
  }
  const findings: string[] = []
  const at = (i: number) => ({ url: servers[i % servers.length]?.url ?? '', key })
  const name = (round: number, side: string, what: string): string => `race-${round}-${side}-${what}`
  const make = (round: number, side: string): Sent => ({
    name: name(round, side, 'make'),
    order: `PO-race-${round}-${side}`,
    method: 'POST',
    path: '/api/v1/orders',
    body: { id: `PO-race-${round}-${side}`, by: name(round, side, 'make'), quantity: 1 },
  })
  const command = (round: number, side: string, what: 'start' | 'complete'): Sent => ({
    name: name(round, side, what),
    order: `PO-race-${round}-${side}`,
    method: 'POST',
    path: `/api/v1/orders/PO-race-${round}-${side}/${what}`,
    body: what === 'start' ? { by: name(round, side, what), line: `line-${round % 10}` } : { by: name(round, side, what) },
  })
  const race = async (round: number): Promise<void> => {
    await Promise.all([send(make(round, 'a'), at(round)), send(make(round, 'b'), at(round + 1))])
    const starts = [command(round, 'a', 'start'), command(round, 'b', 'start')]
    await Promise.all(starts.map((start, i) => send(start, at(round + i))))
    const won = starts.filter((start) => start.status === 200)
    const lost = starts.filter((start) => start.status === 409)
    if (won.length !== 1 || lost.length !== 1) findings.push(`round ${round}: ${starts.map((start) => start.status).join(' and ')}`)
    const winner = won[0]?.name.split('-')[2]
    if (winner !== undefined) await send(command(round, winner, 'complete'), at(round))
  }
  // Ten lines are raced for at a time; the rounds of one line follow each other.
  await Promise.all(
    Array.from({ length: 10 }, async (_, line) => {
      for (let round = line; round < of.rounds; round += 10) {
        await race(round)
        if (round % 200 === 199) of.progress(`${round + 1} of ${of.rounds} races`)
      }
    }),
  )
  await Promise.all(servers.map((server) => server.kill()))
  return { findings, rounds: of.rounds }
}
