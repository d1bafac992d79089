import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AUDIENCES, type Audience } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'

export const emit = defineCommand({
  name: 'emit',
  summary: 'Writes the contract, OpenAPI, AsyncAPI, a GraphQL schema, WSDL or JSON Schema.',
  doc: [
    'WHAT is contract (its JSON form), openapi (3.1), openapi-3.0, asyncapi (3.0, of the events), graphql (the schema, in',
    'SDL), wsdl (1.1), schema (JSON Schema of records, inputs and events) or contract-schema (JSON Schema of the canonical',
    'form). The same contract gives the same bytes.',
  ],
  arguments: [
    { name: 'WHAT', doc: 'contract, openapi, openapi-3.0, asyncapi, graphql, wsdl, schema or contract-schema.' },
    { name: 'FILE', doc: 'An app file, a module that exports a contract, or canonical JSON; the app file of this folder where absent.', optional: true },
  ],
  options: {
    'out': { kind: 'text', short: 'o', value: 'FILE', doc: 'Writes there instead of to standard output.' },
    'audience': { kind: 'text', value: 'AUDIENCE', choices: AUDIENCES, default: 'internal', doc: 'Whose view.' },
    'contract-version': { kind: 'text', value: 'VERSION', doc: 'An older major version, such as v1; the current one where absent.' },
    'public-url': { kind: 'text', value: 'URL', doc: "The address in the document; the app's publicUrl, else http://127.0.0.1:8080, where absent." },
  },
  examples: [
    { does: 'keep the contract, to compare with later', run: 'busbar emit contract --out contract.json' },
    { does: 'what a partner gets', run: 'busbar emit openapi --audience partner --out partner.json' },
    { does: 'a schema for a client generator, without a server', run: 'busbar emit graphql --out schema.graphql' },
  ],
  async run({ arguments: [what = '', given], options }, io) {
    const [{ EMITTERS, emittedVersions }, { findAppFile }, { readContractFile }, { nearest }] = await Promise.all([
      import('../../server/emit.ts'),
      import('../../server/load-app.ts'),
      import('../../server/contract-file.ts'),
      import('../../server/nearest.ts'),
    ])
    const emitter = Object.hasOwn(EMITTERS, what) ? EMITTERS[what] : undefined
    if (!emitter) {
      const names = Object.keys(EMITTERS)
      const meant = nearest(what, names)
      throw new UsageError(`'${what}' cannot be emitted.${meant === undefined ? '' : ` Did you mean ${meant}?`} There is ${names.join(', ')}.`)
    }
    const { contract, config } =
      what === 'contract-schema' ? { contract: undefined, config: undefined } : await readContractFile(given ?? findAppFile(undefined, io.cwd), io.cwd)
    const version = options['contract-version']
    if (contract && version !== undefined && !emittedVersions(contract).includes(version))
      throw new UsageError(`${contract.name} has no version ${version}; there is ${emittedVersions(contract).join(', ')}.`)
    const text = emitter.emit(contract ?? NOTHING, {
      audience: options.audience as Audience,
      ...(version !== undefined && { version }),
      publicUrl: (options['public-url'] ?? config?.publicUrl ?? 'http://127.0.0.1:8080').replace(/\/+$/, ''),
      webhooks: config === undefined || config.protocols.some(({ name }) => name === 'webhooks'),
    })
    if (text === undefined) throw new UsageError(`There is nothing in ${what} for the ${options.audience} audience: it sees no event of this version.`)
    if (options.out === undefined) io.out.write(text)
    else writeFileSync(resolve(io.cwd, options.out), text)
    return EXIT.ok
  },
})

const NOTHING = {
  busbar: 1,
  name: 'nothing',
  version: 'v1',
  resources: {},
  operations: {},
  events: {},
  faults: {},
  composites: {},
  telemetry: {},
  older: [],
} as const
