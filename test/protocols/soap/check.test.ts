import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plant } from '../../../examples/plant/contract.ts'
import { administrationContract } from '../../../src/administration/contract.ts'
import { defineComposite, defineContract, defineFault, defineOperation, defineResource, t } from '../../../src/contract/index.ts'
import { soap } from '../../../src/protocols/soap/index.ts'

const Lot = defineResource('Lot', { key: { id: t.string() }, fields: { name: t.string() } })
const found = (...members: Parameters<typeof defineContract>[1]['members']): readonly string[] =>
  soap()
    .check(defineContract('plant', { version: 'v1', members }).data)
    .map(({ code, severity, place, message }) => `${severity} ${code} ${place}: ${message}`)

describe('what SOAP cannot say of a contract', () => {
  it('is nothing, of the example plant and of administration', () => {
    assert.deepEqual(soap().check(plant.data), [])
    assert.deepEqual(soap().check(administrationContract.data), [])
  })

  it('is two operations of one name, or one that is called like an answer or a fault (BB411)', () => {
    const names: { readonly [name: string]: string } = {
      getLot: "'GetLot' of 'getLot'",
      getLotResponse: "'GetLotResponse'",
      problemFault: "'ProblemFault'",
      lineBusyFault: "'LineBusyFault'",
      lot: "'Lot'",
      lotCreate: "'LotCreate'",
      lineBusy: "'LineBusy'",
    }
    const LineBusy = defineFault('line-busy', { code: 'conflict', doc: 'The line is busy.' })
    for (const [name, message] of Object.entries(names)) {
      const lines = found(Lot, LineBusy, defineOperation(name, { input: {}, path: 'x', faults: [LineBusy] }))
      assert.ok(
        lines.some((line) => line.startsWith(`error BB411 operations.${name}: `) && line.includes(message)),
        `${name}: ${lines.join('; ')}`,
      )
    }
  })

  it('is a composite that is called like a resource (BB411)', () => {
    assert.match(found(Lot, defineComposite('lot', { root: Lot, include: [], path: 'x' })).join(), /error BB411 composites\.lot: .*'GetLot'/)
  })

  it('is a key that is called like what stands beside it (BB412)', () => {
    const Odd = defineResource('Odd', { key: { include: t.string() }, fields: {} })
    assert.match(found(Odd).join(), /error BB412 resources\.Odd\.key\.field: The key 'include' of Odd/)
  })
})
