import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { APP, desk, type Desk, type Done } from './fixture.ts'

const ok = (done: Done): Done => {
  assert.equal(done.code, 0, done.err + done.out)
  return done
}
const count = async (here: Desk, resource: string): Promise<number> => {
  let total = 0
  let cursor: string[] = []
  for (;;) {
    const { out, err } = ok(await here.busbar('call', `${resource}.list`, 'limit=1000', ...cursor))
    total += (JSON.parse(out) as unknown[]).length
    const next = /cursor=(\S+)/.exec(err)?.[1]
    if (next === undefined) return total
    cursor = [`cursor=${next}`]
  }
}

describe('busbar load', () => {
  it('types cells by the contract, maps columns, and leaves empty cells out', async () => {
    using here = desk({ app: APP })
    here.write('m.csv', 'MATNR;name;count;active;price.amount;price.currency;rest\npress-1;"Press ""1""";7;yes;1.50;EUR;x\npress-2;Press 2;;;;;\n')
    const { out } = ok(await here.busbar('load', 'm.csv', '--into', 'Machine', '--map', 'MATNR=id', '--map', 'rest='))
    assert.match(out, /^2 lines in .*: 2 made, 0 refused\.\n$/)
    const one = JSON.parse(ok(await here.busbar('call', 'Machine.get', '--key', 'press-1')).out) as { [name: string]: unknown }
    assert.deepEqual([one['name'], one['count'], one['active'], one['price']], ['Press "1"', 7, true, { amount: '1.50', currency: 'EUR' }])
    const two = JSON.parse(ok(await here.busbar('call', 'Machine.get', '--key', 'press-2')).out) as { [name: string]: unknown }
    assert.deepEqual(Object.keys(two).sort(), ['createdAt', 'id', 'name', 'revision', 'state', 'updatedAt'])
  })

  it('reads NDJSON, through a pipe of many lines, and an upsert replaces what is there', async () => {
    using here = desk({ app: APP })
    here.write('m.ndjson', Array.from({ length: 2_000 }, (_, i) => `{"id":"m-${i}","name":"M ${i}"}\n`).join(''))
    ok(await here.busbar('load', 'm.ndjson', '--into', 'Machine'))
    assert.equal(await count(here, 'Machine'), 2_000)
    here.write('n.ndjson', '{"id":"m-1","name":"Other"}\n{"id":"new","name":"New"}\n')
    assert.match((await here.busbar('load', 'n.ndjson', '--into', 'Machine')).out, /1 made, 1 refused/)
    assert.match(ok(await here.busbar('load', 'n.ndjson', '--into', 'Machine', '--mode', 'upsert')).out, /2 written, 0 refused/)
    assert.match(ok(await here.busbar('call', 'Machine.get', '--key', 'm-1')).out, /Other/)
    assert.equal(await count(here, 'Machine'), 2_001)
  })

  it('lists what was refused with line, field, code and message, and loads the rest', async () => {
    using here = desk({ app: APP })
    here.write('m.csv', 'id,name,count\nok-1,A,1\nNot Valid,B,2\nok-2,C,many\nok-1,D,4\n"ok-3","E\nF",5\nok-4,=HYPERLINK(1),-1\n')
    const { code, out, err } = await here.busbar('load', 'm.csv', '--into', 'Machine')
    assert.equal(code, 1)
    assert.match(out, /6 lines .*: 2 made, 4 refused/)
    assert.match(err, /m\.csv\.errors\.csv/)
    const lines = readFileSync(join(here.folder, 'm.csv.errors.csv'), 'utf8').trimEnd().split('\r\n')
    assert.equal(lines[0], 'line,field,code,message')
    assert.deepEqual(
      lines
        .slice(1)
        .map((line) => line.split(',').slice(0, 3).join(','))
        .sort(),
      ['3,id,invalid', '4,count,invalid', '5,,already-exists', '8,count,invalid'],
    )
    assert.equal(existsSync(join(here.folder, 'm.csv.load.json')), false)
  })

  it('checks without storing anything', async () => {
    using here = desk({ app: APP })
    here.write('m.csv', 'id,name\nok-1,A\nNot Valid,B\n')
    const { code, out } = await here.busbar('load', 'm.csv', '--into', 'Machine', '--dry-run')
    assert.equal(code, 1)
    assert.match(out, /1 would be made, 1 refused/)
    assert.match(readFileSync(join(here.folder, 'm.csv.errors.csv'), 'utf8'), /^3,id,invalid,/m)
    assert.equal(existsSync(join(here.folder, 'data')), false)
  })

  it('says what is wrong with a file before anything is stored', async () => {
    using here = desk({ app: APP })
    const wrong: { readonly [text: string]: RegExp } = {
      'id,nam\n': /The column 'nam' is no field of Machine\. Did you mean 'name'\? Map it with --map "nam=field"/,
      '': /is empty/,
      'id,,name\n': /column 2 has no name/,
      'id,id\n': /the column 'id' is there twice/,
      'id,name\n"a,b\n': /line 2: a quote is open/,
    }
    for (const [text, message] of Object.entries(wrong)) {
      here.write('m.csv', text)
      const { code, err } = await here.busbar('load', 'm.csv', '--into', 'Machine')
      assert.equal(code, 1, text)
      assert.match(err, message)
    }
    writeFileSync(join(here.folder, 'latin.csv'), Buffer.from('id,name\na,M\xfcller\n', 'latin1'))
    assert.match((await here.busbar('load', 'latin.csv', '--into', 'Machine')).err, /is not utf-8 text.*--encoding windows-1252/)
    ok(await here.busbar('load', 'latin.csv', '--into', 'Machine', '--encoding', 'windows-1252'))
    assert.match(ok(await here.busbar('call', 'Machine.get', '--key', 'a')).out, /Müller/)
    assert.match((await here.busbar('load', 'latin.csv', '--into', 'Machin')).err, /no operation 'Machin\.create'/)
    assert.match((await here.busbar('load', 'none.csv', '--into', 'Machine')).err, /There is no file/)
  })
})

describe('a load that is cut', () => {
  /** Cut by the user after some lines were settled; the app takes a moment for each call. */
  const cut = async (here: Desk, file: string, into: string): Promise<Done> => {
    const stop = new AbortController()
    const { run } = await import('../../src/cli/run.ts')
    let out = ''
    let err = ''
    const code = await run(['load', file, '--into', into], {
      out: { write: (text) => void (out += text), terminal: true, columns: 80 },
      err: {
        write: (text) => {
          err += text
          // The progress bar shows that the first chunks are settled.
          stop.abort()
        },
        terminal: true,
        columns: 80,
      },
      input: (async function* () {})(),
      cwd: here.folder,
      env: {},
      signal: stop.signal,
    })
    return { code, out, err }
  }

  for (const [resource, key] of [
    ['Machine', (i: number) => `"id":"m-${i}","name"`],
    ['Note', () => '"text"'],
  ] as const) {
    it(`goes on with --resume and makes each record of ${resource} once`, async () => {
      using here = desk({ app: APP })
      const lines = 6_000
      here.write('m.ndjson', Array.from({ length: lines }, (_, i) => `{${key(i)}:"N ${i}"}\n`).join(''))
      const first = await cut(here, 'm.ndjson', resource)
      assert.equal(first.code, 1, first.err)
      assert.match(first.err, /Stopped: stopped by the user[\s\S]*--resume/)
      const checkpoint = JSON.parse(readFileSync(join(here.folder, 'm.ndjson.load.json'), 'utf8')) as { line: number; made: number }
      assert.ok(checkpoint.line > 0 && checkpoint.line < lines, String(checkpoint.line))
      assert.match((await here.busbar('load', 'm.ndjson', '--into', resource)).err, /was cut behind line \d+\. Go on with --resume, or remove/)
      // As after a kill: more was made than the checkpoint knows.
      writeFileSync(join(here.folder, 'm.ndjson.load.json'), JSON.stringify({ ...checkpoint, line: checkpoint.line - 200, made: checkpoint.made - 200 }))
      ok(await here.busbar('load', 'm.ndjson', '--into', resource, '--resume'))
      assert.equal(await count(here, resource), lines)
      assert.equal(existsSync(join(here.folder, 'm.ndjson.load.json')), false)
    })
  }

  it('is not resumed with another file or resource', async () => {
    using here = desk({ app: APP })
    here.write('m.ndjson', '{"id":"a","name":"A"}\n')
    assert.match((await here.busbar('load', 'm.ndjson', '--into', 'Machine', '--resume')).err, /no load of this file to resume/)
    here.write('m.ndjson.load.json', JSON.stringify({ into: 'Machine', size: 9, line: 1, made: 1, there: 0, refused: 0 }))
    assert.match((await here.busbar('load', 'm.ndjson', '--into', 'Machine', '--resume')).err, /has another size/)
  })
})
