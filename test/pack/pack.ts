import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { accessSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

/**
 * What is shipped works: packs the package, installs it into an empty folder from npm's cache, checks the types a user sees,
 * starts an app of ten lines and makes calls. Run by `npm run test:pack`; prints sizes and seconds.
 */
const root = resolve(import.meta.dirname, '../..')
const windows = process.platform === 'win32'
const began = performance.now()
const folder = mkdtempSync(join(tmpdir(), 'busbar-pack-'))

function npm(words: readonly string[], cwd: string): string {
  return execFileSync(windows ? 'npm.cmd' : 'npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows })
}

function bytesIn(path: string): number {
  const entry = statSync(path)
  return entry.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0) : entry.size
}
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`

try {
  const [packed] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', folder], root)) as {
    filename: string
    size: number
    unpackedSize: number
    files: { path: string }[]
  }[]
  assert.ok(packed)
  for (const needed of [
    'dist/cli/main.js',
    'dist/server/index.d.ts',
    'dist/stores/sqlite/writer.js',
    'schema/contract.schema.json',
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'package.json',
  ]) {
    assert.ok(
      packed.files.some((file) => file.path === needed),
      `${needed} is not in the package`,
    )
  }
  const foreign = packed.files.filter((file) => !/^(?:dist\/|schema\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(file.path))
  assert.deepEqual(foreign, [], 'files in the package that do not belong there')
  console.log(`packed: ${packed.files.length} files, ${megabytes(packed.size)}, unpacked ${megabytes(packed.unpackedSize)}, in ${seconds(began)}`)

  const user = join(folder, 'user')
  mkdirSync(user)
  writeFileSync(join(user, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }))
  const tarball = join(folder, packed.filename)
  const installing = performance.now()
  const install = (how: string): string => npm(['install', how, '--no-audit', '--no-fund', tarball], user)
  let from = 'from the cache alone'
  try {
    install('--offline')
  } catch {
    from = 'the cache lacked something, so with the network'
    install('--prefer-offline')
  }
  const modules = join(user, 'node_modules')
  const packages = Object.keys((JSON.parse(readFileSync(join(user, 'package-lock.json'), 'utf8')) as { packages: object }).packages).length - 1
  console.log(`installed: ${packages} packages, ${megabytes(bytesIn(modules))}, in ${seconds(installing)}, ${from}`)

  const app = readFileSync(join(root, 'examples/minimal/busbar.config.ts'), 'utf8')
  copyFileSync(join(root, 'examples/minimal/busbar.config.ts'), join(user, 'busbar.config.ts'))
  writeFileSync(
    join(user, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable'],
        module: 'nodenext',
        strict: true,
        noEmit: true,
        types: [],
        skipLibCheck: false,
        erasableSyntaxOnly: true,
        verbatimModuleSyntax: true,
        allowImportingTsExtensions: true,
      },
      include: ['*.ts'],
    }),
  )
  // The types are ours to get right, those of the packages behind them are not.
  writeFileSync(
    join(user, 'misuse.ts'),
    "import { defineApp } from 'busbar'\nimport { t } from 'busbar/contract'\nconst n: string = t.string().value\n// @ts-expect-error -- a wrong option is a type error\nexport default defineApp({ contact: n })\n",
  )
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.', '--skipLibCheck'], { cwd: user, encoding: 'utf8' })
  } catch (error) {
    throw new Error(`the types that a user sees do not hold:\n${(error as { stdout?: string }).stdout ?? String(error)}`)
  }
  console.log('types: the app of ten lines compiles under strict, its misuse does not')

  const main = join(modules, 'busbar/dist/cli/main.js')
  const busbar = (...words: readonly string[]): string => execFileSync(process.execPath, [main, ...words], { cwd: user, encoding: 'utf8' })
  assert.match(busbar('check'), /0 errors/)

  const starting = performance.now()
  const child = spawn(process.execPath, [main, 'start', '--port', '0'], { cwd: user, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  try {
    let text = ''
    const up = Promise.withResolvers<void>()
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      if (text.includes('bb_live_') && text.includes('\n\n')) up.resolve()
    })
    child.on('exit', (code) => up.reject(new Error(`start ended with ${code}:\n${text}`)))
    await up.promise
    const [, api = ''] = /API\s+(\S+)/.exec(text) ?? []
    const [key = ''] = /bb_live_\S+/.exec(text) ?? []
    const headers = { 'authorization': `Bearer ${key}`, 'content-type': 'application/json' }
    const made = await fetch(`${api}/machines`, { method: 'POST', headers, body: JSON.stringify({ id: 'press-1', name: 'Press 1' }) })
    assert.equal(made.status, 201, await made.text())
    console.log(`started: first answer ${Math.round(performance.now() - starting)} ms after the process was`)
    assert.equal((await fetch(`${api}/machines/press-1/start`, { method: 'POST', headers })).ok, true)
    assert.equal(((await (await fetch(`${api}/machines/press-1`, { headers })).json()) as { state: string }).state, 'Running')
    assert.equal((await fetch(`${api}/openapi.json`, { headers })).status, 200)
    assert.equal((await fetch(new URL('/docs', api))).status, 200)
    const ended = new Promise((resolve) => child.on('exit', resolve))
    child.send('shutdown')
    assert.equal(await ended, 0)
  } finally {
    child.kill('SIGKILL')
  }
  assert.match(busbar('call', 'Machine.get', '--key', 'press-1'), /Running/)
  console.log(`called: an app of ${app.split('\n').length - 1} lines made, started and read a record, over HTTP and in-process`)

  const beginning = performance.now()
  assert.match(busbar('init', join(folder, 'plant'), '--package', tarball), /npm install\n {2}npm start/)
  const plant = join(folder, 'plant')
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund'], plant)
  assert.match(npm(['run', 'check'], plant), /^plant v1: .* 0 errors/m)
  const { version } = JSON.parse(readFileSync(join(plant, 'node_modules/node/package.json'), 'utf8')) as { version: string }
  console.log(`begun: a project of \`busbar init\` installs and passes its check with a Node.js of its own (${version}), in ${seconds(beginning)}`)

  const old = olderNode()
  if (old === undefined) console.log('an older Node.js is not on this machine: what it is told was not looked at')
  else {
    const told = execFileSync(
      process.execPath,
      [
        '-e',
        `const r = require('node:child_process').spawnSync(${JSON.stringify(old)}, [${JSON.stringify(main)}, 'start']); process.stdout.write(r.status + ' ' + r.stderr)`,
      ],
      { encoding: 'utf8' },
    )
    assert.match(told, /^2 Busbar needs Node\.js 24 or newer/)
    console.log(`told: an older Node.js (${old}) says what it needs`)
  }
  console.log(`pack test passed in ${seconds(began)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A Node.js of this machine that is too old, if there is one. */
function olderNode(): string | undefined {
  for (const path of (process.env['PATH'] ?? '').split(delimiter)) {
    if (path.includes('node_modules')) continue
    const candidate = join(path, windows ? 'node.exe' : 'node')
    try {
      accessSync(candidate)
      const version = execFileSync(candidate, ['--version'], { encoding: 'utf8' })
      if (Number(/^v(\d+)/.exec(version)?.[1] ?? 99) < 24) return candidate
    } catch {
      // Not there, or not ours to run.
    }
  }
  return undefined
}
