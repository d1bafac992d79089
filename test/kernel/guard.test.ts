import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineContract, defineFault, defineResource, t } from '../../src/contract/index.ts'
import { guard, implement, type Binding, type GuardContext } from '../../src/kernel/bindings.ts'
import { auditOf, bodyOf, did, onSqlite, refused } from './workshop.ts'

const Crowded = defineFault('site-crowded', { code: 'conflict', doc: 'The site has no room.', detail: { site: t.string() } })
const Undeclared = defineFault('site-closed', { code: 'conflict', doc: 'The site is closed.' })
const Site = defineResource('Site', {
  key: { id: t.string() },
  fields: {
    name: t.string(),
    pin: t.string().optional().writeOnly(),
    checked: t.instant().optional().readOnly(),
    count: t.integer().default(1),
    state: t.state('New', 'Good'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  faults: [Crowded],
  access: { partner: { can: ['get'] } },
  commands: { approve: { to: 'Good' }, spawn: { input: { id: t.string(), name: t.string() } } },
})
const contract = defineContract('sites', { version: 'v1', members: [Site] })
type Context = GuardContext<(typeof Site)['definition']['fields'] & (typeof Site)['definition']['key'], typeof Crowded>

const onSites = (rule: (context: Context) => void | Promise<void>, more: readonly Binding[] = []) =>
  onSqlite({ contract, bindings: [guard(Site, rule), ...more] })
const site = (id: string, more: object = {}) => ({ operation: 'Site.create', input: { id, name: 'a', ...more } })

describe('A rule of a resource’s own', () => {
  it('sees what is created as it will be, with defaults and with what is never shown, and completes it', async () => {
    await using world = await onSites((context) => {
      assert.equal(context.before, undefined)
      assert.deepEqual(context.record, { id: 's', name: 'a', pin: '1234', count: 1, state: 'New' })
      assert.throws(() => Object.assign(context.record, { name: 'b' }), TypeError)
      context.set({ checked: context.now(), name: 'A' })
      assert.equal(context.record.name, 'A')
    })
    const made = bodyOf(await did(world, site('s', { pin: '1234' })))
    assert.equal(made['name'], 'A')
    assert.equal(made['checked'], made['createdAt'])
    const [audit] = await auditOf(world.store)
    assert.ok(!JSON.stringify(audit).includes('1234'), 'the audit trail does not show what the rule saw')
  })

  it('sees what is there and what it becomes, however it is updated; what changes nothing does not reach it', async () => {
    const seen: string[] = []
    await using world = await onSites(
      ({ before, record }) => void seen.push(`${before?.name ?? '-'} ${before?.pin ?? '-'} > ${record.name} ${record.pin ?? '-'}`),
    )
    await did(world, site('s', { pin: '1' }))
    await did(world, { operation: 'Site.update', key: 's', input: { name: 'b' } })
    await did(world, { operation: 'Site.update', key: 's', patch: 'json', input: [{ op: 'replace', path: '/name', value: 'c' }] })
    await did(world, { operation: 'Site.replace', key: 's', input: { name: 'd', count: 1 } })
    await did(world, { operation: 'Site.replace', key: 'new', input: { name: 'e' } })
    await did(world, { operation: 'Site.update', key: 's', input: { name: 'd' } })
    await did(world, { operation: 'Site.approve', key: 's' })
    await did(world, { operation: 'Site.delete', key: 's' })
    assert.deepEqual(seen, ['- - > a 1', 'a 1 > b 1', 'b 1 > c 1', 'c 1 > d 1', '- - > e -'])
  })

  it('refuses with the place, and nothing is written', async () => {
    await using world = await onSites((context) => {
      if (context.record.name === 'bad') context.refuse('/name', 'must not be bad')
    })
    const problem = await refused(world, site('s', { name: 'bad' }))
    assert.equal(problem.code, 'invalid')
    assert.deepEqual(problem.errors, [{ pointer: '/name', detail: 'must not be bad' }])
    assert.equal((await refused(world, { operation: 'Site.get', key: 's' })).code, 'not-found')
    await did(world, site('s'))
    await refused(world, { operation: 'Site.update', key: 's', input: { name: 'bad' } })
    assert.equal(bodyOf(await did(world, { operation: 'Site.get', key: 's' }))['revision'], 1)
  })

  it('fails with a fault that the resource declares, at a place; with another it is a defect', async () => {
    await using world = await onSites((context) => {
      if (context.record.id === 'full') context.fail(Crowded, { site: 'full' }, { pointer: '/id', detail: 'has no room' })
      context.fail(Undeclared as never, {} as never)
    })
    const problem = await refused(world, site('full'))
    assert.equal(problem.code, 'site-crowded')
    assert.deepEqual(problem.fault, { contract: 'sites', class: 'conflict', detail: { site: 'full' } })
    assert.deepEqual(problem.errors, [{ pointer: '/id', detail: 'has no room' }])
    assert.equal((await refused(world, site('other'))).code, 'internal')
  })

  it('may wait and read other records, and runs again after a conflict', async () => {
    let runs = 0
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await using world = await onSites(async (context) => {
      if (context.record.id !== 's') return
      runs++
      const base = await context.call(Site.get, { id: 'base' })
      if (runs === 1) await held
      context.set({ count: base.count + 1 })
    })
    await did(world, site('base', { count: 1 }))
    const made = did(world, site('s'))
    await did(world, { operation: 'Site.update', key: 'base', input: { count: 5 } })
    release()
    assert.equal(bodyOf(await made)['count'], 6)
    assert.equal(runs, 2)
  })

  it('does not run again for an idempotency key whose outcome is there', async () => {
    let runs = 0
    await using world = await onSites(() => void runs++)
    await did(world, site('s'))
    const update = { operation: 'Site.update', key: 's', input: { name: 'b' }, idempotencyKey: 'k' }
    const first = await did(world, update)
    await did(world, { operation: 'Site.update', key: 's', input: { name: 'c' } })
    assert.equal(runs, 3)
    assert.deepEqual(bodyOf(await did(world, update)), bodyOf(first))
    assert.equal(runs, 3)
  })

  it('is passed by what code creates through its context, too, and its refusal ends that code', async () => {
    await using world = await onSites(
      (context) => {
        if (context.record.name === 'bad') context.refuse('/name', 'must not be bad')
      },
      [implement(Site, { spawn: async (context, input) => void (await context.call(Site.create, input)) }, { reaches: 'nothing' })],
    )
    await did(world, site('s'))
    assert.equal((await refused(world, { operation: 'Site.spawn', key: 's', input: { id: 'x', name: 'bad' } })).code, 'invalid')
    await did(world, { operation: 'Site.spawn', key: 's', input: { id: 'x', name: 'good' } })
  })

  it('that is wrong itself is a defect that no caller learns of: a record that does not fit, a field that is not there, a call not waited for', async () => {
    const wrong: readonly ((context: Context) => void)[] = [
      (context) => context.set({ count: 'many' as never }),
      (context) => context.set({ nam: 'x' } as never),
      (context) => context.set({ id: 'another' }),
      (context) => void context.call(Site.get, { id: 'base' }).catch(() => {}),
      () => {
        throw new Error('secret detail')
      },
    ]
    for (const rule of wrong) {
      await using world = await onSites(rule)
      const problem = await refused(world, site('s'))
      assert.equal(problem.code, 'internal')
      assert.ok(!JSON.stringify(problem).includes('secret detail'))
    }
  })

  it('does nothing with its context after it has ended', async () => {
    let kept: Context | undefined
    await using world = await onSites((context) => void (kept = context))
    await did(world, site('s'))
    assert.throws(() => kept?.set({ name: 'late' }), /has ended/)
    await assert.rejects(async () => kept?.call(Site.get, { id: 's' }), /has ended/)
  })
})
