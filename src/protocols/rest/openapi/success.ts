import type { Json } from '../../../contract/schema.ts'
import type { RouteDescription } from '../routes.ts'
import { creates } from './creates.ts'
import { ALWAYS, headerRefs, type HeaderName } from './headers.ts'
import type { Document, Emission } from './operation.ts'
import { ref } from './schemas.ts'

/** What answers an operation when it went well, by status. */
export function successOf(route: RouteDescription, the: Emission): Document {
  const { contract, names } = the
  const name = route.resource ?? ''
  const always: readonly HeaderName[] = the.deprecated || the.ends ? [...ALWAYS, 'Deprecation', 'Sunset', 'Link'] : ALWAYS
  const answer = (description: string, more: readonly HeaderName[], content?: Document): Document => ({
    description,
    headers: headerRefs([...new Set([...always, ...more])]),
    ...(content && { content }),
  })
  const record = (): Document => json(ref(names.record(name)))
  const written: readonly HeaderName[] = ['ETag', 'Idempotent-Replayed', 'Preference-Applied']
  switch (route.kind) {
    case 'list':
      return {
        200: answer('One page; asked for as CSV or NDJSON the whole list, streamed.', ['Link', 'Preference-Applied'], listContent(ref(names.record(name)))),
      }
    case 'get':
      return { 200: answer('The record.', ['ETag'], record()), 304: answer('The caller has this revision already.', ['ETag']) }
    case 'composite':
      return { 200: answer('The record with its surroundings.', [], json(ref(names.composite(route.operation)))) }
    case 'create':
      return { 201: answer('The record as it now is.', ['Location', ...written], record()) }
    case 'replace':
    case 'update': {
      const made = route.kind === 'replace' && creates(contract.resources[name])
      return {
        200: answer('The record as it now is.', written, record()),
        ...(made && { 201: answer('The record was created.', ['Location', ...written], record()) }),
        204: answer('Done; the record was not asked for.', written),
      }
    }
    case 'delete':
      return { 204: answer('The record is gone.', ['Idempotent-Replayed']) }
    case 'command': {
      const output = contract.resources[name]?.commands[route.command ?? '']?.output
      return output
        ? { 200: answer('What the command answers.', ['Idempotent-Replayed'], json(ref(names.commandOutput(name, route.command ?? '')))) }
        : { 200: answer('The record as it now is.', ['ETag', 'Idempotent-Replayed'], record()) }
    }
    case 'operation': {
      const operation = contract.operations[route.operation]
      const replayed: readonly HeaderName[] = operation?.reads ? [] : ['Idempotent-Replayed']
      return operation?.output
        ? { 200: answer('What the operation answers.', replayed, json(ref(names.operationOutput(route.operation)))) }
        : { 204: answer('Done.', replayed) }
    }
    case 'batch':
      return { 200: answer('What became of each call, in order.', [], json(ref('BatchResponse'))) }
  }
}

function listContent(record: Document): Document {
  return {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          items: { type: 'array', items: record },
          next: { type: 'string', description: 'The cursor of the next page; absent on the last one.' },
          count: { type: 'integer', minimum: 0, description: 'How many records there are in all, where `Prefer: count=exact` asked for it.' },
        },
        required: ['items'],
      },
    },
    'text/csv': { schema: { type: 'string', description: 'A header line, then a line a record (RFC 4180); nested fields by dotted names.' } },
    'application/x-ndjson': { schema: { type: 'string', description: 'A line a record, each a JSON object.' } },
  }
}

function json(schema: Json): Document {
  return { 'application/json': { schema } }
}
