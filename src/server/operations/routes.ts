import type { HttpAnswer, HttpRoute } from '../../kernel/ports/http.ts'
import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'

/** What the operations listener serves: for whoever watches this process, without a key and without a limit. */
export function operationsRoutes(of: { readonly health: Health; readonly metrics: Metrics }): readonly HttpRoute[] {
  const get = (path: string, handle: HttpRoute['handle']): readonly HttpRoute[] => [
    { method: 'GET', path, handle },
    { method: 'HEAD', path, handle },
  ]
  return [
    // Alive: the event loop runs. It says nothing of the store, or an outage there would have this process killed.
    ...get('/health/live', () => json(200, { status: 'up' })),
    ...get('/health/ready', async () => {
      const { ready, checks } = await of.health.ready()
      return json(ready ? 200 : 503, { status: ready ? 'up' : 'down', checks })
    }),
    ...get('/metrics', () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
      body: of.metrics.print(),
    })),
  ]
}

function json(status: number, body: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }, body: JSON.stringify(body) }
}
