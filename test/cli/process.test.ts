import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { APP, desk, type Desk } from './fixture.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const app = APP.replace('protocols:', 'listen: { port: 0 }, operations: false, protocols:')

interface Process {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  /** Resolves with the match once it was printed. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  text(): string
}

function busbar(here: Desk, ...words: readonly string[]): Process {
  const child = spawn(process.execPath, ['--conditions=busbar-source', main, ...words], { cwd: here.folder, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let text = ''
  const waiting: { pattern: RegExp; from: number; resolve: (match: RegExpExecArray) => void }[] = []
  const look = (): void => {
    for (const one of waiting.slice()) {
      const match = one.pattern.exec(text.slice(one.from))
      if (!match) continue
      waiting.splice(waiting.indexOf(one), 1)
      one.resolve(match)
    }
  }
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      look()
    })
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  return {
    child,
    ended,
    text: () => text,
    printed(pattern) {
      const from = 0
      return new Promise((resolve, reject) => {
        waiting.push({ pattern, from, resolve })
        void ended.then((code) => reject(new Error(`ended with ${code} before it printed ${pattern}:\n${text}`)))
        look()
      })
    },
  }
}

describe('busbar', () => {
  it('keeps the compiled form of its modules beside the code for the next start, and not in the temporary folder', () => {
    const kept = fileURLToPath(new URL('../../node_modules/.cache/busbar', import.meta.url))
    rmSync(kept, { recursive: true, force: true })
    const { NODE_COMPILE_CACHE: _, ...env } = process.env
    execFileSync(process.execPath, ['--conditions=busbar-source', main, '--version'], { env })
    const [version = ''] = readdirSync(kept)
    assert.ok(readdirSync(join(kept, version)).length > 0)
  })
})

const API = /API\s+(http:\/\/127\.0\.0\.1:\d+)\/api\/v1/

describe('busbar start', () => {
  for (const [how, stop] of Object.entries<(child: ChildProcess) => void>({
    'SIGTERM': (child) => child.kill('SIGTERM'),
    'SIGINT': (child) => child.kill('SIGINT'),
    "the message 'shutdown'": (child) => child.send('shutdown'),
  })) {
    it(
      `ends on ${how}, with the store closed and the code 0`,
      { skip: process.platform === 'win32' && how.startsWith('SIG') ? 'Windows has no signals' : false },
      async () => {
        using here = desk({ app })
        const one = busbar(here, 'start')
        const [, url = ''] = await one.printed(API)
        assert.equal((await fetch(`${url}/api/v1/machines`)).status, 401)
        stop(one.child)
        assert.equal(await one.ended, 0, one.text())
        assert.match(one.text(), /"message":"Stopped\."/)
        // The folder is free again.
        const again = busbar(here, 'start')
        await again.printed(API)
        again.child.kill('SIGKILL')
        await again.ended
      },
    )
  }

  it('finishes what is in flight, and answers it', async () => {
    using here = desk({
      app: app.replace(
        '(_, { a, b }) => ({ sum: a + b })',
        'async (_, { a, b }) => { process.stderr.write("ENTERED\\\\n"); await new Promise((resolve) => setTimeout(resolve, 300)); return { sum: a + b } }',
      ),
    })
    const one = busbar(here, 'start')
    const [, url = ''] = await one.printed(API)
    const [key = ''] = await one.printed(/bb_live_\S+/)
    const answer = fetch(`${url}/api/v1/sum`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"a":2,"b":3}',
    })
    await one.printed(/ENTERED/)
    one.child.send('shutdown')
    assert.deepEqual(await (await answer).json(), { sum: 5 })
    assert.equal(await one.ended, 0)
  })

  it('ends at once when asked a second time', async () => {
    using here = desk({ app: app.replace('(_, { a, b }) => ({ sum: a + b })', '() => { process.stderr.write("ENTERED\\\\n"); return new Promise(() => {}) }') })
    const one = busbar(here, 'start')
    const [, url = ''] = await one.printed(API)
    const [key = ''] = await one.printed(/bb_live_\S+/)
    const answer = fetch(`${url}/api/v1/sum`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"a":2,"b":3}',
    }).catch((error: Error) => error)
    await one.printed(/ENTERED/)
    one.child.send('shutdown')
    await one.printed(/Stopping/)
    one.child.send('shutdown')
    assert.equal(await one.ended, 130)
    assert.ok((await answer) instanceof Error)
  })

  it('has ports of its own for the API and for health where the command line gives them', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const taken = (other.address() as AddressInfo).port
    try {
      using here = desk({ app: APP.replace('protocols:', `listen: { port: ${taken} }, operations: { port: ${taken} }, protocols:`) })
      const refused = busbar(here, 'start', '--port', '0')
      assert.equal(await refused.ended, 3)
      assert.match(refused.text(), new RegExp(`Port ${taken} of 127\\.0\\.0\\.1 is in use.*set operations\\.port .*--operations-port`))
      const one = busbar(here, 'start', '--port', '0', '--operations-port', '0')
      const [, health = ''] = await one.printed(/Health\s+(\S+)/)
      assert.equal((await fetch(health)).status, 200)
      one.child.send('shutdown')
      assert.equal(await one.ended, 0, one.text())
    } finally {
      other.close()
    }
  })

  it('that cannot start prints why and answers 1', async () => {
    using here = desk({ app: app.replace('protocols:', 'protocol:') })
    const one = busbar(here, 'start')
    assert.equal(await one.ended, 1)
    assert.match(one.text(), /There is no option 'protocol'/)
    assert.doesNotMatch(one.text(), /at .*\.ts:/)
  })

  it('answers its first call within a second on a quiet machine', async (context) => {
    using here = desk({ app })
    const from = performance.now()
    const one = busbar(here, 'start')
    const [, url = ''] = await one.printed(API)
    assert.equal((await fetch(`${url}/api/v1/machines`)).status, 401)
    context.diagnostic(`from spawn to first answer: ${Math.round(performance.now() - from)} ms`)
    one.child.kill('SIGKILL')
    await one.ended
  })
})

describe('busbar dev', () => {
  it('starts again when a file changes, waits while it is broken, and ends with its child', async () => {
    using here = desk({ app })
    const one = busbar(here, 'dev')
    const [, first = ''] = await one.printed(API)
    const file = join(here.folder, 'busbar.config.ts')
    const text = readFileSync(file, 'utf8')
    here.write('busbar.config.ts', text.replace('protocols:', 'protocol:'))
    await one.printed(/starting again[\s\S]*There is no option 'protocol'[\s\S]*Waiting for a change/)
    await assert.rejects(fetch(`${first}/api/v1/machines`))
    here.write('busbar.config.ts', text.replaceAll("'Machine'", "'Engine'"))
    const [, second = ''] = await one.printed(/Waiting for a change[\s\S]*API\s+(http:\/\/127\.0\.0\.1:\d+)\/api\/v1/)
    assert.equal((await fetch(`${second}/api/v1/engines`)).status, 401)
    one.child.send('shutdown')
    assert.equal(await one.ended, 0, one.text())
    await assert.rejects(fetch(`${second}/api/v1/engines`))
  })
})
