import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, lintFromString, type Config } from '@redocly/openapi-core'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import spectralRulesets from '@stoplight/spectral-rulesets'
import { plant } from '../../../examples/plant/contract.ts'
import type { Audience, ContractData } from '../../../src/contract/data.ts'
import { administrationContract } from '../../../src/administration/index.ts'
import { emit, type Wanted } from '../../golden/emit.ts'
import { workshop } from '../../golden/workshop/contract.ts'

/** What a contract cannot know: who answers for it, under which license, and whether its tags are in order of the alphabet. */
const UNKNOWABLE: ReadonlySet<string> = new Set(['info-license', 'info-contact', 'license-url', 'openapi-tags-alphabetical'])

/** Compiling a schema an example takes seconds where there are thousands; the plant's are held against its schemas in openapi-sample.test.ts. */
const EXAMPLES: readonly string[] = ['oas3-valid-media-example', 'oas3-valid-schema-example']

const AUDIENCES: readonly Audience[] = ['internal', 'partner', 'public']
/** The largest documents are looked at in the current version and dialect alone: seconds each. */
const LOOKED_AT: readonly (readonly [contract: ContractData, version: string, audiences: readonly Audience[]])[] = [
  [workshop.data, 'v2', AUDIENCES],
  [workshop.data, 'v1', AUDIENCES],
  [plant.data, 'v2', AUDIENCES],
  [plant.data, 'v1', ['partner', 'public']],
  [administrationContract.data, administrationContract.data.version, AUDIENCES],
]

for (const [contract, version, audiences] of LOOKED_AT) {
  for (const audience of audiences) {
    for (const dialect of ['3.1', '3.0'] as const) {
      if (contract === plant.data && audience === 'internal' && dialect === '3.0') continue
      test(`Redocly and Spectral find nothing wrong with ${contract.name} ${version} for ${audience} in OpenAPI ${dialect}`, async () => {
        const found = await findings(contract, { version, audience, dialect })
        assert.deepEqual(
          found.filter((finding) => !UNKNOWABLE.has(finding.rule)),
          [],
        )
      })
    }
  }
}

test('both linters see what is broken', async () => {
  const { paths, ...rest } = emit(workshop.data, { version: 'v2', audience: 'public', dialect: '3.1' })
  const found = await lint(JSON.stringify({ ...rest, paths: { ...(paths as object), '/broken/{id}': { get: { responses: { 200: {} } } } } }))
  const rules = new Set(found.map(({ rule }) => rule))
  assert.ok(rules.has('path-parameters-defined'), `Redocly: ${[...rules].join(', ')}`)
  assert.ok(rules.has('path-params'), `Spectral: ${[...rules].join(', ')}`)
})

interface Finding {
  readonly rule: string
  readonly place: string
  readonly message: string
}

async function findings(contract: ContractData, wanted: Wanted): Promise<readonly Finding[]> {
  const document = emit(contract, wanted)
  assert.ok(Object.keys(document['paths'] ?? {}).length > 0, 'there is something to look at')
  // What 3.0 says in place of 3.1 is in the workshop.
  return lint(JSON.stringify(document), contract === plant.data || (contract !== workshop.data && wanted.dialect === '3.0') ? EXAMPLES : [])
}

let redocly: Config | undefined

async function lint(source: string, off: readonly string[] = []): Promise<readonly Finding[]> {
  // The strict sets count warnings as errors.
  redocly ??= await createConfig({ extends: ['recommended-strict'] })
  const fromRedocly = await lintFromString({ source, config: redocly })
  const spectral = new spectralCore.Spectral()
  spectral.setRuleset({ extends: [[spectralRulesets.oas as RulesetDefinition, 'all']], rules: Object.fromEntries(off.map((rule) => [rule, 'off'])) })
  const fromSpectral = await spectral.run(source)
  return [
    ...fromRedocly.map(({ ruleId, message, location }) => ({ rule: ruleId, place: location[0]?.pointer ?? '', message })),
    ...fromSpectral.map(({ code, message, path }) => ({ rule: String(code), place: path.join('/'), message })),
  ]
}
