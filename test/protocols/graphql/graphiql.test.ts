import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Script } from 'node:vm'
import { ASSETS } from '../../../src/protocols/graphql/graphiql/assets.ts'
import { graphqlWorld } from './world.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'

describe('GraphiQL', () => {
  it('is what a browser is shown, without a key and without anything of the contract', async () => {
    await using world = await graphqlWorld()
    for (const url of ['/graphql', '/graphql/v1', '/graphql/v2']) {
      const page = await world.raw({ method: 'GET', url, headers: { accept: BROWSER } })
      assert.equal(page.status, 200)
      assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
      assert.equal(page.headers['vary'], 'Accept')
      assert.doesNotMatch(page.text, /Order|quantity/)
    }
  })

  it('is not what a client of GraphQL is shown, nor one that asks something', async () => {
    await using world = await graphqlWorld()
    for (const accept of ['application/json', '*/*', 'application/graphql-response+json, text/html;q=0.5', 'text/event-stream'])
      assert.doesNotMatch((await world.raw({ method: 'GET', url: '/graphql', headers: { accept } })).text, /<html/, accept)
    const asked = await world.raw({
      method: 'GET',
      url: '/graphql?query={__typename}',
      headers: { accept: BROWSER, authorization: `Bearer ${world.key('internal')}` },
    })
    assert.deepEqual(JSON.parse(asked.text), { data: { __typename: 'Query' } })
  })

  it('is made of files of its own origin alone, which are there, and of nothing inline', async (context) => {
    await using world = await graphqlWorld()
    const page = await world.raw({ method: 'GET', url: '/graphql', headers: { accept: BROWSER } })
    const policy = String(page.headers['content-security-policy'])
    for (const part of ["default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
      assert.ok(policy.includes(part), part)
    assert.doesNotMatch(policy, /https?:|unsafe-eval/)
    assert.doesNotMatch(page.text, /<script(?![^>]* src=)|style="| on[a-z]+=/)
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, path = '']) => (path === 'data:,' ? [] : [path]))
    let bytes = 0
    for (const url of files) {
      const file = await world.raw({ method: 'GET', url })
      assert.equal(file.status, 200, url)
      assert.match(String(file.headers['content-type']), url.endsWith('.js') ? /^text\/javascript/ : /^text\/css/)
      const again = await world.raw({ method: 'GET', url, headers: { 'if-none-match': String(file.headers['etag']) } })
      assert.equal(again.status, 304)
      if (url.endsWith('.js')) assert.ok(new Script(file.text))
      assert.doesNotMatch(file.text, /sourceMappingURL=/)
      bytes += file.text.length
    }
    context.diagnostic(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`)
    assert.equal(files.length, Object.keys(ASSETS).length + 2)
  })

  it('is in a build what it is in a checkout', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      readonly scripts: { readonly postbuild: string }
    }
    for (const [name, { from }] of Object.entries(ASSETS))
      assert.ok(scripts.postbuild.includes(`['${from}','${name}']`), `postbuild copies no ${from} as ${name}`)
    for (const owner of ['graphiql', 'react', 'react-dom']) assert.ok(scripts.postbuild.includes(`'${owner}/LICENSE'`), owner)
  })

  it('can be left out', async () => {
    await using world = await graphqlWorld({ graphiql: false })
    assert.equal((await world.raw({ method: 'GET', url: '/graphql', headers: { accept: 'text/html' } })).status, 406)
    await assert.rejects(world.raw({ method: 'GET', url: '/graphql/graphiql/page.js' }), /no route/)
  })
})
