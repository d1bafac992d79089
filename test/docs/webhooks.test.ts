import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { rest, startApp, webhooks, type App, type Running } from 'busbar'
import { KeptLog } from '../../conformance/ports.ts'
import plant from '../../examples/plant/busbar.config.ts'
import { blocksOf, root, run, unplayable } from './page.ts'

const PAGE = 'docs/guides/webhooks.md'

it(
  'docs/guides/webhooks.md: the calls are answered, the receiver agrees, and gets the test event, the order request, and that again',
  { skip: unplayable },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'busbar-webhooks-'))
    const port = await freePort()
    const app: App = {
      ...plant,
      options: {
        ...plant.options,
        protocols: [rest(), webhooks({ allow: ['127.0.0.0/8'], plain: true, secretKey: 'a key for tests, with enough characters' })],
        listen: { port: 0 },
        operations: { port: 0 },
      },
    }
    const running = await startApp(app, { file: join(folder, 'examples', 'plant', 'busbar.config.ts'), log: new KeptLog(), announce: () => {} })
    let receiver: Awaited<ReturnType<typeof receive>> | undefined
    try {
      let calls = 0
      let variables = ''
      const known: { [name: string]: string } = { AUTH: running.firstKey ?? '' }
      for (const { language, text } of await blocksOf(PAGE)) {
        if (language !== 'bash') continue
        for (const line of text.trimEnd().split('\n')) {
          const [, name] = /^([A-Z]+)=/.exec(line) ?? []
          if (name !== undefined) {
            variables += `${line
              .replace('127.0.0.1:8080', `127.0.0.1:${running.address?.port}`)
              .replace('bb_live_…', known[name] ?? '')
              .replace("'…'", `'${known[name]}'`)}\n`
            continue
          }
          const { stdout } = await run('bash', ['-c', variables + line.replace('127.0.0.1:4000', `127.0.0.1:${port}`)])
          calls++
          const body = (stdout === '' ? {} : JSON.parse(stdout)) as { readonly [name: string]: string }
          if (line.includes('/issue-key')) known['PARTNER'] = body['key'] ?? ''
          if (line.endsWith("}'") && line.includes('/webhook-endpoints" ')) known['ID'] = body['id'] ?? ''
          if (line.includes('/rotate-secret') && !receiver) receiver = await receive({ folder, port, secret: body['secret'] ?? '' })
          if (line.includes('/verify')) await verified(running, known)
        }
      }
      assert.equal(calls, 13)
      const said = receiver?.said ?? []
      await receiver?.until(2)
      assert.deepEqual(new Set(said.map((one) => one.split(' ')[0])), new Set(['order-request.created', 'webhook-endpoint.tested']))
      assert.match(said.find((one) => one.startsWith('order-request')) ?? '', /^order-request\.created order-requests\//)
      const kinds = await attempted(running, known)
      assert.deepEqual([...kinds].toSorted(), [
        'event order-request.created',
        'replay order-request.created',
        'test webhook-endpoint.tested',
        'verification OPTIONS',
      ])
      assert.equal(new Set(said).size, said.length, 'what comes twice has the same id, and is done once')
    } finally {
      receiver?.end()
      await running.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  },
)

/** The page's own receiver, as a process of its own. */
async function receive(of: { readonly folder: string; readonly port: number; readonly secret: string }): Promise<{
  readonly said: readonly string[]
  until(count: number): Promise<void>
  end(): void
}> {
  const block = (await blocksOf(PAGE)).find(({ text }) => text.startsWith('// receiver.mjs'))
  const file = join(of.folder, 'receiver.mjs')
  await symlink(join(root, 'node_modules'), join(of.folder, 'node_modules'), 'junction')
  await writeFile(
    file,
    (block?.text ?? '').replace(
      '.listen(Number(process.env.PORT ?? 4000))',
      ".listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => console.log('ready'))",
    ),
  )
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: String(of.port), WEBHOOK_SECRET: of.secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  lines.on('line', (line) => said.push(line))
  return {
    said,
    async until(count) {
      while (said.length < count) await once(lines, 'line')
    },
    end: () => void child.kill(),
  }
}

async function verified(running: Running, known: Known): Promise<void> {
  for (;;) {
    const { state, reason } = (await get(running, known, `webhook-endpoints/${known['ID']}`)) as { readonly state: string; readonly reason?: string }
    assert.equal(reason, undefined)
    if (state === 'active') return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What was sent, once the replay is through. */
async function attempted(running: Running, known: Known): Promise<ReadonlySet<string>> {
  for (;;) {
    const {
      items: [replay],
    } = (await get(running, known, 'webhook-replays')) as { readonly items: readonly { readonly state: string }[] }
    const { attempts } = (await get(running, known, `webhook-attempts?endpoint=${known['ID']}`)) as {
      readonly attempts: readonly { readonly kind: string; readonly type: string; readonly outcome: string }[]
    }
    assert.ok(attempts.every(({ outcome }) => outcome === 'delivered'))
    const kinds = new Set(attempts.map(({ kind, type }) => `${kind} ${type}`))
    if (replay?.state === 'done' && kinds.size === 4) return kinds
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

type Known = { readonly [name: string]: string }
async function get({ inject }: Running, known: Known, path: string): Promise<unknown> {
  const answer = await inject({ method: 'GET', url: `/admin/v1/${path}`, headers: { authorization: `Bearer ${known['PARTNER']}` } })
  assert.equal(answer.status, 200, answer.body)
  return JSON.parse(answer.body) as unknown
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
