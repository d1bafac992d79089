import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { canonicalJson } from '../../src/contract/index.ts'
import { VERSION } from '../../src/server/version.ts'
import { APP, desk } from './fixture.ts'

const contractText = (fields: string): string => `import { defineContract, defineResource, t } from 'busbar/contract'
const A = defineResource('Order', { key: { id: t.string() }, fields: { ${fields} } })
export const contract = defineContract('shop', { version: 'v1', members: [A] })
`

interface Manifest {
  readonly dependencies: { readonly [name: string]: string }
  readonly devDependencies: { readonly [name: string]: string }
  readonly allowScripts: { readonly [name: string]: boolean }
}
const manifestOf = (folder: string, project = 'plant'): Manifest => JSON.parse(readFileSync(join(folder, project, 'package.json'), 'utf8')) as Manifest

describe('busbar init', () => {
  it('writes a project that passes its own check', async () => {
    using here = desk()
    const { code, out } = await here.busbar('init', 'Bremen Plant')
    assert.equal(code, 0)
    assert.deepEqual(readdirSync(join(here.folder, 'Bremen Plant')).sort(), ['.gitignore', 'busbar.config.ts', 'contract.ts', 'package.json', 'tsconfig.json'])
    assert.match(out, /npm install\n {2}npm start/)
    const checked = await here.busbar('check', 'Bremen Plant/busbar.config.ts')
    assert.equal(checked.code, 0, checked.err)
    assert.match(checked.out, /^bremen-plant v1: 1 resource checked; 0 errors, 0 warnings\.\n$/)
  })
  it('makes a project that npm can install: this version of Busbar, and the Node.js it needs', async () => {
    using here = desk()
    const { err } = await here.busbar('init', 'plant')
    const { dependencies, devDependencies, allowScripts } = manifestOf(here.folder)
    assert.deepEqual(dependencies, { busbar: `^${VERSION}` })
    assert.deepEqual(Object.keys(devDependencies), ['node'])
    assert.deepEqual(allowScripts, { node: true })
    assert.match(err, new RegExp(`npm pack there, .*npm install <that folder>/busbar-${VERSION}\\.tgz`, 's'))
  })
  it('takes Busbar from a file where it is on no registry, and says nothing of one then', async () => {
    using here = desk()
    const tarball = here.write('busbar-9.9.9.tgz', '')
    for (const [folder, given] of [
      ['deep/plant', 'busbar-9.9.9.tgz'],
      ['other', tarball],
    ] as const) {
      const { code, err } = await here.busbar('init', folder, '--package', given)
      assert.deepEqual([code, err], [0, ''])
    }
    assert.deepEqual(manifestOf(here.folder, 'deep/plant').dependencies, { busbar: 'file:../../busbar-9.9.9.tgz' })
    assert.deepEqual(manifestOf(here.folder, 'other').dependencies, { busbar: 'file:../busbar-9.9.9.tgz' })
    const missing = await here.busbar('init', 'third', '--package', 'busbar.tgz')
    assert.equal(missing.code, 2)
    assert.match(missing.err, /There is no file .*busbar\.tgz; `npm pack`/)
    assert.equal(existsSync(join(here.folder, 'third')), false)
  })
  it('overwrites nothing, and writes nothing beside what is there', async () => {
    using here = desk()
    here.write('package.json', '{}')
    const { code, err } = await here.busbar('init', '.', '--name', 'plant')
    assert.equal(code, 1)
    assert.match(err, /has package\.json already; nothing was written/)
    assert.deepEqual(readdirSync(here.folder), ['package.json'])
  })
  it('refuses a name that no contract can have', async () => {
    using here = desk()
    assert.equal((await here.busbar('init', '--name', 'Über')).code, 2)
  })
})

describe('busbar check', () => {
  it('passes an app, with its code', async () => {
    using here = desk({ app: APP })
    const { code, out, err } = await here.busbar('check')
    assert.equal(code, 0, err)
    assert.match(out, /workshop v1: 2 resources checked; 0 errors/)
  })
  it('finds a reference to nowhere, with place, message and remedy', async () => {
    using here = desk()
    here.write('contract.ts', contractText("customer: t.ref('Customer')"))
    const { code, out } = await here.busbar('check', 'contract.ts')
    assert.equal(code, 1)
    assert.match(out, /^error BB121 at resources\.Order\.fields\.customer\n {2}.*Customer.*\n {2}\S/)
    const json = await here.busbar('check', 'contract.ts', '--json')
    const found = JSON.parse(json.out) as { code: string; place: string; message: string; remedy: string }[]
    assert.equal(found[0]?.code, 'BB121')
    assert.ok(found[0]?.message !== '' && found[0]?.remedy !== '')
  })
  it('finds code for nothing, and nothing where code is needed', async () => {
    using here = desk({ app: APP.replace('bindings: [implement(Sum,', "bindings: [implement({ ...Sum, name: 'Summ' },") })
    const { code, out } = await here.busbar('check')
    assert.equal(code, 1)
    assert.match(out, /error BB301 at bindings\.Summ\n.*'Summ'.*\n {2}Did you mean 'Sum'\?/)
    assert.match(out, /error BB305 at operations\.Sum\n/)
  })
  it('finds a rule for a resource that is not there', async () => {
    using here = desk({
      app: APP.replace('import { defineApp,', 'import { guard, defineApp,').replace('bindings: [', "bindings: [guard({ name: 'Machin' }, () => {}), "),
    })
    const { code, out } = await here.busbar('check')
    assert.equal(code, 1)
    assert.match(out, /error BB301 at bindings\.Machin\n {2}guard\(\).*'Machin'.*\n {2}Did you mean 'Machine'\?/)
  })
  it('warns of a retention rule that fits no event', async () => {
    using here = desk({
      app: APP.replace('bindings: [', "retention: { types: { 'machin.*': '1d', 'machine.created': '2d', 'consumer.*': '3d' } }, bindings: ["),
    })
    const { code, out } = await here.busbar('check')
    assert.equal(code, 0)
    assert.match(out, /^warning BB307 at retention\.types\["machin\.\*"\]\n.*\n {2}Did you mean 'machine\.\*'\?/m)
    assert.equal(out.split('BB307').length, 2)
  })
  it('names file and field of a wrong app', async () => {
    using here = desk({ app: APP.replace('protocols: [rest()]', 'protocol: [rest()]') })
    const { code, err } = await here.busbar('check')
    assert.equal(code, 1)
    assert.match(err, /busbar\.config\.ts: protocol\n {2}There is no option 'protocol'\.\n {2}Did you mean 'protocols'\?/)
  })
  it('says where a module that cannot be loaded is wrong', async () => {
    using here = desk()
    here.write('busbar.config.ts', "import './nowhere.ts'\n")
    assert.match((await here.busbar('check')).err, /nowhere\.ts/)
    here.write('enum.ts', 'enum A { B }\nexport default A\n')
    assert.match((await here.busbar('check', 'enum.ts')).err, /TypeScript that is not only types[\s\S]*Write enums as objects/)
    here.write('contract.json', '{"busbar": 1, ')
    assert.match((await here.busbar('check', 'contract.json')).err, /contract\.json\n {2}The file cannot be read/)
    here.write('form.json', '{"busbar": 1, "name": "a", "version": "v1", "resource": {}}')
    assert.match((await here.busbar('check', 'form.json')).err, /resource/)
  })
  it('needs no environment variable', async () => {
    using here = desk({
      app: APP.replace("sqlite({ path: './data' })", "postgres({ url: env.secret('BUSBAR_T_ABSENT') })").replace('rest, sqlite', 'env, postgres, rest'),
    })
    assert.equal((await here.busbar('check')).code, 0)
  })
})

describe('busbar diff', () => {
  it('answers 0 for what breaks nobody, 1 for what breaks someone, and says whom', async () => {
    using here = desk()
    here.write('one.ts', contractText('name: t.string()'))
    here.write('two.ts', contractText('name: t.string(), note: t.string().optional()'))
    const wider = await here.busbar('diff', 'one.ts', 'two.ts')
    assert.equal(wider.code, 0, wider.err)
    assert.match(wider.out, /Breaks nobody[\s\S]*note/)
    const narrower = await here.busbar('diff', 'two.ts', 'one.ts')
    assert.equal(narrower.code, 1)
    assert.match(narrower.out, /Breaks programs that/)
    const json = await here.busbar('diff', 'two.ts', 'one.ts', '--json')
    assert.ok((JSON.parse(json.out) as { breaks: string[] }[]).some((change) => change.breaks.length > 0))
    assert.equal((await here.busbar('diff', 'one.ts', 'one.ts')).out, 'Nothing has changed.\n')
  })
  it('keeps the order of declaration, and says where it is lost', async () => {
    using here = desk()
    here.write('one.ts', contractText('name: t.string(), color: t.string()'))
    here.write('two.ts', contractText('color: t.string(), name: t.string()'))
    await here.busbar('emit', 'contract', 'one.ts', '--out', 'one.json')
    const kept = await here.busbar('diff', 'one.json', 'two.ts')
    assert.match(kept.out, /Breaks programs that read \(only in SOAP\)[\s\S]*another order/)
    assert.equal(kept.code, 1)
    assert.equal((await here.busbar('diff', 'one.json', 'two.ts', '--client', 'graphql')).code, 0)
    const text = readFileSync(join(here.folder, 'one.json'), 'utf8')
    here.write('one.json', `${canonicalJson(JSON.parse(text))}\n`)
    const sorted = await here.busbar('diff', 'one.json', 'two.ts')
    assert.equal(sorted.code, 0)
    assert.match(sorted.err, /one\.json has its names sorted/)
  })
  it('asks only about clients of what the app serves', async () => {
    using here = desk({ app: APP })
    await here.busbar('emit', 'contract', '--out', 'old.json')
    const old = JSON.parse(readFileSync(join(here.folder, 'old.json'), 'utf8')) as { resources: { Machine: { fields: object } } }
    const { fields } = old.resources.Machine
    old.resources.Machine.fields = Object.fromEntries(Object.entries(fields).reverse())
    here.write('old.json', JSON.stringify(old))
    assert.equal((await here.busbar('diff', 'old.json', 'busbar.config.ts')).code, 0)
    assert.equal((await here.busbar('diff', 'old.json', 'busbar.config.ts', '--client', 'soap')).code, 1)
  })
  it('compares canonical JSON with TypeScript', async () => {
    using here = desk()
    here.write('one.ts', contractText('name: t.string()'))
    assert.equal((await here.busbar('emit', 'contract', 'one.ts', '--out', 'one.json')).code, 0)
    assert.equal((await here.busbar('diff', 'one.json', 'one.ts')).out, 'Nothing has changed.\n')
  })
  it('compares a version with a later one of the same contract, and what clients that stay will notice', async () => {
    using here = desk()
    const plant = join(import.meta.dirname, '../../examples/plant/contract.ts')
    const moved = await here.busbar('diff', `${plant}@v1`, plant, '--audience', 'partner')
    assert.equal(moved.code, 1)
    assert.match(moved.out, /Breaks/)
    const stayed = await here.busbar('diff', plant, plant, '--served')
    assert.equal(stayed.code, 0)
    assert.match(stayed.out, /Clients of v2\nNothing has changed\.\nClients of v1\nNothing has changed\./)
    assert.match((await here.busbar('diff', `${plant}@v7`, plant)).err, /no version v7\.\n {2}There is v2, v1/)
  })
})

describe('busbar emit', () => {
  it('writes the canonical form, the same bytes each time', async () => {
    using here = desk({ app: APP })
    const { out } = await here.busbar('emit', 'contract')
    assert.equal((await here.busbar('emit', 'contract')).out, out)
    assert.equal((JSON.parse(out) as { name: string }).name, 'workshop')
  })
  it('writes OpenAPI for an audience, with the public address', async () => {
    using here = desk({ app: APP })
    const paths = async (audience: string): Promise<string[]> => {
      const { out, err } = await here.busbar('emit', 'openapi', '--audience', audience, '--public-url', 'https://api.example.com/x/')
      assert.equal(err, '')
      const document = JSON.parse(out) as { servers: { url: string }[]; paths: object }
      assert.equal(document.servers[0]?.url, 'https://api.example.com/x/api/v1')
      return Object.keys(document.paths)
    }
    assert.ok((await paths('internal')).includes('/machines/{id}/start'))
    assert.ok(!(await paths('partner')).includes('/machines/{id}/start'))
    assert.equal((JSON.parse((await here.busbar('emit', 'openapi-3.0')).out) as { openapi: string }).openapi.slice(0, 3), '3.0')
    const events = JSON.parse((await here.busbar('emit', 'asyncapi', '--public-url', 'https://api.example.com/x/')).out) as {
      readonly asyncapi: string
      readonly servers: { readonly socket: object }
    }
    assert.equal(events.asyncapi, '3.0.0')
    assert.match(JSON.stringify(events.servers.socket), /"host":"api\.example\.com","pathname":"\/x\/api\/v\d+","protocol":"wss"/)
  })
  it('writes the GraphQL schema of an audience, as it is served', async () => {
    using here = desk({ app: APP })
    const schema = async (audience: string): Promise<GraphQLSchema> => buildSchema((await here.busbar('emit', 'graphql', '--audience', audience)).out)
    const [internal, partner] = [await schema('internal'), await schema('partner')]
    assert.ok(internal.getQueryType()?.getFields()['machines'] && internal.getMutationType()?.getFields()['startMachine'])
    assert.equal(partner.getMutationType()?.getFields()['startMachine'], undefined)
  })
  it('writes JSON Schema of records and inputs, and of the canonical form', async () => {
    using here = desk({ app: APP })
    const schema = JSON.parse((await here.busbar('emit', 'schema')).out) as { $defs: { [name: string]: unknown } }
    assert.ok('Machine.create' in schema.$defs && 'Machine' in schema.$defs)
    const written = await here.busbar('emit', 'contract-schema', '--out', 'schema.json')
    assert.equal(written.out, '')
    assert.ok(readFileSync(join(here.folder, 'schema.json'), 'utf8').includes('$schema'))
  })
})
