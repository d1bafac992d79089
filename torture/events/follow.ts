import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface FollowWork {
  readonly url: string
  readonly name: string
  readonly writes: number
  /** Calls at the same time. */
  readonly lanes: number
  readonly followers: number
  /** Events of all processes. */
  readonly total: number
}
export interface FollowReport {
  readonly findings: readonly string[]
  /** Events that each follower read. */
  readonly read: readonly number[]
  /** Writes that were refused: then fewer events are there than followers wait for. */
  readonly failed: number
  readonly perSecond: number
}

/** Three processes write to one PostgreSQL as fast as they can, while ten followers in them read from the first event on: none may miss an offset or see one early. */
export async function followWhileWriting(of: {
  readonly url: string
  readonly writes: number
}): Promise<{ readonly findings: readonly string[]; readonly counts: string }> {
  const share = [4, 3, 3]
  const reports = await Promise.all(
    share.map((followers, i) => run({ url: of.url, name: `p${i}`, writes: of.writes, lanes: 64, followers, total: of.writes * share.length })),
  )
  const findings = reports.flatMap((report, i) => [
    ...report.findings,
    ...(report.failed > 0 ? [`${report.failed} writes of process ${i} failed`] : []),
    ...report.read.flatMap((read) => (read === of.writes * share.length ? [] : [`a follower of process ${i} read ${read} of ${of.writes * share.length}`])),
  ])
  const perSecond = reports.reduce((sum, report) => sum + report.perSecond, 0)
  return { findings, counts: `${of.writes * share.length} events, ${perSecond.toFixed(0)} written a second, ${share.reduce((a, b) => a + b)} followers` }
}

function run(work: FollowWork): Promise<FollowReport> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=busbar-source', fileURLToPath(new URL('./follow-child.ts', import.meta.url))], {
      env: { ...process.env, FOLLOW_WORK: JSON.stringify(work) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(out) as FollowReport)
      else reject(new Error(`a process of the torture ended with ${String(code)}`))
    })
  })
}
