/**
 * Tells the bench where this server is, and when it listened (ms since the epoch); answers its questions about processor time and
 * memory; ends with it.
 */
export function report(of: { readonly port: number; readonly key?: string; readonly listening?: number }): void {
  process.stdout.write(`${JSON.stringify(of)}\n`)
  process.stdin.on('data', () => {
    const { user, system } = process.cpuUsage()
    process.stdout.write(`${JSON.stringify({ cpu: (user + system) / 1e6, memory: process.memoryUsage.rss() })}\n`)
  })
  process.stdin.on('end', () => process.exit(0))
}
