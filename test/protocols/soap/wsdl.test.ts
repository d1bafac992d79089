import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plant } from '../../../examples/plant/contract.ts'
import { plant as scenarioPlant } from '../../../conformance/scenario/contract.ts'
import { administrationContract } from '../../../src/administration/contract.ts'
import { forAudience } from '../../../src/contract/audience.ts'
import { AUDIENCES } from '../../../src/contract/data.ts'
import { contractAt, versionsOf } from '../../../src/contract/versions/index.ts'
import { describeOperations } from '../../../src/protocols/soap/operations.ts'
import { wsdlOf } from '../../../src/protocols/soap/wsdl/wsdl.ts'
import { mustBeWsdl } from './wsdl-validator.ts'

describe('a WSDL', () => {
  for (const contract of [plant.data, scenarioPlant.data, administrationContract.data])
    for (const version of versionsOf(contract))
      for (const audience of AUDIENCES) {
        const narrowed = forAudience(contractAt(contract, version), audience)
        if (describeOperations(narrowed).length === 0) continue
        it(`of ${contract.name} ${version} for ${audience} is valid against the schemas of WSDL 1.1, and its own schema compiles`, () => {
          mustBeWsdl(wsdlOf(narrowed, { url: 'https://plant.example/soap/v1' }))
        })
      }

  it('that breaks a rule of WSDL is found out', () => {
    const text = wsdlOf(scenarioPlant.data, { url: 'https://plant.example/soap/v2' })
    assert.throws(() => mustBeWsdl(text.replace('<wsdl:portType name="Plant">', '<wsdl:portType>')))
    assert.throws(() => mustBeWsdl(text.replace('<soap:address location=', '<soap:address place=')))
    assert.throws(() => mustBeWsdl(text.replace('<soap12:body use="literal"', '<soap12:body use="litteral"')))
    assert.throws(() => mustBeWsdl(text.replace('type="tns:OrderPatch"', 'type="tns:OrderPitch"')))
  })
})
