import type { ContractData } from '../../../contract/data.ts'
import type { Json } from '../../../contract/schema.ts'
import { describeRoutes, type RouteDescription } from '../routes.ts'
import { downConvert } from './down-convert.ts'
import { HEADERS } from './headers.ts'
import { namesOf } from './names.ts'
import { operationOf, tagOf, type Document, type Emission } from './operation.ts'
import { PARAMETERS } from './parameters.ts'
import { responseComponents } from './responses.ts'
import { schemasOf } from './schemas.ts'

export type Dialect = '3.1' | '3.0'

export interface OpenApiOptions {
  /** Scheme, host and base path, without a slash at the end. */
  readonly publicUrl: string
  /** `/api/v1`. */
  readonly base: string
  readonly dialect: Dialect
  /** RFC 3339: since when this version is deprecated. */
  readonly deprecated?: string
  /** RFC 3339: when this version ends. */
  readonly sunset?: string
}

/**
 * The OpenAPI document of a contract that was narrowed to one version and one audience. It is made from `describeRoutes`,
 * the list that the routes are mounted from, so it shows exactly what is served.
 */
export function openApi(contract: ContractData, options: OpenApiOptions): Document {
  const routes = describeRoutes(contract)
  const emission: Emission = {
    contract,
    names: namesOf(contract, routes),
    deprecated: options.deprecated !== undefined || options.sunset !== undefined,
    ends: options.sunset !== undefined,
  }
  const paths = pathsOf(routes, options.base, emission)
  const document: Document = {
    openapi: '3.1.1',
    info: { title: contract.name, version: contract.version, description: introduction(contract, options) },
    servers: [{ url: options.publicUrl + options.base }],
    security: [{ bearer: [] }, { apiKey: [] }],
    tags: tagsOf(contract, routes),
    paths,
    components: {
      ...used(paths, { schemas: schemasOf(contract, emission.names), parameters: PARAMETERS, headers: HEADERS }),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            '`Authorization: Bearer bb_…`, with an API key. Answers carry `Credential-Ends` (`@` and seconds since 1970) once it is known when the key ends.',
        },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key, for clients that cannot send the other header.' },
      },
    },
  }
  return options.dialect === '3.0' ? downConvert(document) : document
}

/** Paths are relative to the server's URL, which ends with the version. */
function pathsOf(routes: readonly RouteDescription[], base: string, emission: Emission): { readonly [path: string]: Document } {
  const paths: { [path: string]: { [method: string]: Json } } = {}
  for (const route of routes) {
    const path = route.path.slice(base.length)
    const item = (paths[path] ??= {})
    item[route.method.toLowerCase()] = operationOf(route, emission)
  }
  return paths
}

function introduction(contract: ContractData, { base, deprecated, sunset }: OpenApiOptions): string {
  return [
    contract.doc ?? `The contract \`${contract.name}\`, version ${contract.version}.`,
    ...(deprecated === undefined ? [] : [`This version is deprecated since ${deprecated}. Use a newer one.`]),
    ...(sunset === undefined ? [] : [`This version ends at ${sunset}; from then on every answer is 410.`]),
    'Fields that a reader does not know may be added to any answer at any time.',
    `Every call but a batch can be made in XML too, with \`Content-Type\` and \`Accept\` \`application/xml\`: elements have the names of the fields, and \`${base}/schema.xsd\` has their types.`,
  ].join('\n\n')
}

function tagsOf(contract: ContractData, routes: readonly RouteDescription[]): readonly Document[] {
  const texts: { readonly [name: string]: string } = {
    Operations: 'What belongs to no single record.',
    Composites: 'A record with what surrounds it, in one call.',
    Batch: 'Several calls in one request.',
  }
  const names = [...new Set(routes.map(tagOf))]
  return names.map((name) => ({ name, description: contract.resources[name]?.doc ?? texts[name] ?? `Records of \`${name}\`.` }))
}

type Section = { readonly [name: string]: Json }

/** Only the components that something refers to, from `paths` on. */
function used(paths: Document, all: { readonly schemas: Section; readonly parameters: Section; readonly headers: Section }): Document {
  const wanted = new Set<string>()
  const found: Document[] = [paths]
  const responses: { [name: string]: Json } = {}
  for (let part = found.pop(); part; part = found.pop()) {
    for (const target of referencesIn(part)) {
      if (wanted.has(target)) continue
      wanted.add(target)
      const [, , kind = '', name = ''] = target.split('/')
      if (kind === 'responses') Object.assign(responses, responseComponents(new Set([target])))
      const component = kind === 'responses' ? responses[name] : all[kind as keyof typeof all]?.[name]
      if (component === undefined) throw new TypeError(`the document refers to '${target}', which is not there`)
      found.push({ component })
    }
  }
  const kept = (kind: string, section: Section): Section =>
    Object.fromEntries(Object.entries(section).filter(([name]) => wanted.has(`#/components/${kind}/${name}`)))
  return {
    schemas: kept('schemas', all.schemas),
    responses: kept('responses', responses),
    parameters: kept('parameters', all.parameters),
    headers: kept('headers', all.headers),
  }
}

function* referencesIn(value: Json): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    if (name === '$ref' && typeof part === 'string') yield part
    else if (name !== 'example' && name !== 'examples' && name !== 'default') yield* referencesIn(part)
  }
}
