import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { after, describe, it } from 'node:test'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import { readConfig, type Config } from '../../src/server/config/config.ts'
import { OPTIONS } from '../../src/server/config/options.ts'
import { parseDuration, parseSize, type Option } from '../../src/server/config/option.ts'
import { ConfigError } from '../../src/server/config/problem.ts'
import { defaultOf } from '../../src/server/config/read.ts'
import { defineApp, env, postgres, rest, sqlite, type AppOptions } from '../../src/server/index.ts'
import { configPage } from './config-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'busbar-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'busbar.config.ts')
const contract = defineContract('plant', { version: 'v1', members: [defineResource('Material', { key: { id: t.string() }, fields: { name: t.string() } })] })
const least: AppOptions = { contract, store: sqlite({ path: './data' }), protocols: [rest()] }
const read = (more: object, settings: 'read' | 'leave' = 'read'): Config => readConfig(defineApp({ ...least, ...more }), { file, settings })
const problemsOf = (action: () => unknown): string[] => {
  try {
    action()
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    assert.ok(error.message.startsWith(file))
    return error.problems.map((problem) => `${problem.field}: ${problem.message} ${problem.remedy}`)
  }
  return []
}

describe('an app file', () => {
  it('needs a contract, a store and protocols; everything else has a default', () => {
    const config = read({})
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8080 })
    assert.deepEqual(config.operations, { host: '127.0.0.1', port: 9180 })
    assert.equal(config.environment, 'live')
    assert.equal(config.grace, 20_000)
    assert.equal(config.limits.body, 1_048_576)
    assert.deepEqual(config.retention, { events: 30 * 86_400_000, eventBytes: undefined, types: undefined })
    assert.deepEqual(
      problemsOf(() => readConfig({ busbar: 'app', options: {} }, { file })).map((one) => one.split(':')[0]),
      ['contract', 'store', 'protocols'],
    )
  })

  it('that exports something else is told what to export', () => {
    for (const wrong of [undefined, {}, contract, () => {}])
      assert.match(problemsOf(() => readConfig(wrong, { file }))[0] ?? '', /does not export an app.*export default defineApp/)
  })

  it('with an option that is not there is told the nearest, and all of its errors at once', () => {
    const found = problemsOf(() => read({ protocol: [], limits: { bodi: '1MiB', connections: 0 }, grace: 'soon' }))
    assert.equal(found.length, 4)
    assert.match(found[0] ?? '', /^protocol: There is no option 'protocol'.*'protocols'/)
    assert.match(found.find((one) => one.startsWith('limits.bodi')) ?? '', /in limits.*'body'/)
    assert.match(found.find((one) => one.startsWith('limits.connections')) ?? '', /is 0; it must be a whole number from 1/)
    assert.match(found.find((one) => one.startsWith('grace')) ?? '', /is 'soon'; it must be a duration.*'25s'/)
  })

  it('says how long events are kept, by type and all together', () => {
    assert.deepEqual(read({ retention: { events: '7d', eventBytes: '2 GB', types: { 'production-order.*': '90d', 'machine.telemetry': '12h' } } }).retention, {
      events: 7 * 86_400_000,
      eventBytes: 2e9,
      types: { 'production-order.*': 90 * 86_400_000, 'machine.telemetry': 43_200_000 },
    })
  })

  const wrong: { readonly [field: string]: readonly [object, RegExp] } = {
    'store': [{ store: sqlite }, /a function \(was it meant to be called\?\)/],
    'protocols': [{ protocols: [rest] }, /entry 1 is a function; call it, as in rest\(\)/],
    'protocols twice': [{ protocols: [rest(), rest()] }, /'rest' is there twice/],
    'bindings': [{ bindings: [[]] }, /entry 1 is not a binding but a list; spread it/],
    'seed': [{ seed: [{ operation: 'Material.create' }] }, /entry 1 is not \{ operation, input \}/],
    'environment': [{ environment: 'produktion' }, /'production', 'test' \(did you mean 'production'\?\)/],
    'publicUrl': [{ publicUrl: 'api.example.com' }, /must be a URL such as https/],
    'publicUrl query': [{ publicUrl: 'https://a.example/?x' }, /neither a query nor a fragment/],
    'publicUrl password': [{ publicUrl: 'https://u:p@a.example' }, /must not hold a user or password/],
    'listen': [{ listen: 8080 }, /is 8080; it must be an object/],
    'listen.port': [{ listen: { port: 70_000 } }, /from 0 to 65535/],
    'operations': [{ operations: true }, /must be an object or false/],
    'trustedProxies': [{ trustedProxies: ['10.0.0.0/64'] }, /'10\.0\.0\.0\/64' is neither an IP address nor a network/],
    'limits.body': [{ limits: { body: '1 mb' } }, /a size such as '64KiB' or '1MiB'/],
    'retention.eventBytes': [{ retention: { eventBytes: '1kB' } }, /from 1048576 to/],
    'retention.types': [{ retention: { types: { 'Production Order': '90d' } } }, /'Production Order' is neither an event type/],
    'retention.types age': [{ retention: { types: { 'order.*': 90 } } }, /'order\.\*' is 90; it must be a duration such as '12h'/],
    'retention.types list': [{ retention: { types: ['order.*'] } }, /is a list; it must be an object of durations/],
    'log.level': [{ log: { level: 'verbose' } }, /'debug', 'info', 'warn', 'error'/],
  }
  for (const [name, [more, message]] of Object.entries(wrong)) {
    it(`with a wrong ${name} is told the file, the field and what to write`, () => {
      const found = problemsOf(() => read(more))
      assert.equal(found.length, 1, found.join('\n'))
      assert.ok(found[0]?.startsWith(name.split(' ')[0] ?? ''))
      assert.match(found[0] ?? '', message)
    })
  }

  it('may name a JSON file as its contract, relative to itself, and errors in it are placed', () => {
    writeFileSync(join(folder, 'contract.json'), JSON.stringify(contract.data))
    assert.equal(read({ contract: './contract.json' }).contract.name, 'plant')
    assert.match(problemsOf(() => read({ contract: './nowhere.json' }))[0] ?? '', /nowhere\.json.*cannot be read/)
    writeFileSync(
      join(folder, 'wrong.json'),
      JSON.stringify({ ...contract.data, resources: { Material: { ...contract.data.resources['Material'], standards: [] } } }),
    )
    assert.match(problemsOf(() => read({ contract: './wrong.json' }))[0] ?? '', /wrong\.json\): resources\.Material\.standards/)
  })
})

describe('an environment variable', () => {
  it('is read when the app starts, and typed as its option', () => {
    process.env['BUSBAR_T_PORT'] = '4711'
    process.env['BUSBAR_T_PROXIES'] = '10.0.0.1, 10.0.0.2'
    const config = read({ listen: { port: env('BUSBAR_T_PORT') }, trustedProxies: env('BUSBAR_T_PROXIES'), grace: env('BUSBAR_T_GRACE', '1s') })
    assert.equal(config.listen.port, 4711)
    assert.deepEqual(config.trustedProxies, ['10.0.0.1', '10.0.0.2'])
    assert.equal(config.grace, 1000)
  })
  it('that is missing is named with its field and how to set it', () => {
    assert.match(
      problemsOf(() => read({ publicUrl: env('BUSBAR_T_NONE') }))[0] ?? '',
      /^publicUrl: For publicUrl, the environment variable BUSBAR_T_NONE is not set\. .*export BUSBAR_T_NONE.*\$env:BUSBAR_T_NONE/,
    )
  })
  it('is not needed to check an app', () => {
    assert.equal(read({ publicUrl: env('BUSBAR_T_NONE') }, 'leave').publicUrl, undefined)
  })
  it('with a wrong value does not show it', () => {
    process.env['BUSBAR_T_SECRET'] = 'hunter2hunter2'
    const found = problemsOf(() => read({ grace: env.secret('BUSBAR_T_SECRET') }))
    assert.match(found[0] ?? '', /what the environment variable BUSBAR_T_SECRET holds/)
    assert.doesNotMatch(found[0] ?? '', /hunter2/)
  })
  it('that is a secret is in no print of an app', () => {
    const secret = env.secret('BUSBAR_T_SECRET')
    assert.equal(secret.read(), 'hunter2hunter2')
    const app = defineApp({ ...least, store: postgres({ url: secret }), publicUrl: secret })
    for (const text of [inspect(app, { depth: 9, showHidden: true }), JSON.stringify(app), String(secret), inspect(secret)])
      assert.doesNotMatch(text, /hunter2/)
    assert.match(inspect(secret), /\[secret BUSBAR_T_SECRET\]/)
  })
})

it('durations and sizes are read with their units', () => {
  assert.deepEqual(['500ms', '30s', '1.5m', '2h', '1d', '10', 's', '-1s'].map(parseDuration), [
    500,
    30_000,
    90_000,
    7_200_000,
    86_400_000,
    undefined,
    undefined,
    undefined,
  ])
  assert.deepEqual(['512', '1kB', '1KiB', '1.5MiB', '1GB', '1X'].map(parseSize), [512, 1000, 1024, 1_572_864, 1e9, undefined])
})

describe('the description of the options', () => {
  it('has an example that is not the default, a text, and a default that its own check takes', () => {
    let count = 0
    const look = (name: string, option: Option): void => {
      count++
      assert.match(option.doc, /[.!]$/, name)
      assert.notEqual(option.example, '', name)
      if (option.kind === 'group') for (const [inner, one] of Object.entries(option.options)) look(`${name}.${inner}`, one)
      else if (option.kind !== 'own' && 'default' in option && option.default !== undefined) assert.notEqual(defaultOf(option), undefined, name)
    }
    for (const [name, option] of Object.entries(OPTIONS)) look(name, option)
    assert.ok(count > 20)
  })

  it('is the page docs/reference/config.md (RECORD=1 writes it)', () => {
    const page = resolve(import.meta.dirname, '../../docs/reference/config.md')
    if (process.env['RECORD'] === '1') writeFileSync(page, configPage(OPTIONS))
    assert.equal(readFileSync(page, 'utf8'), configPage(OPTIONS))
  })
})
