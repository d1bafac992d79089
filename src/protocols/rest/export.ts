import { csvLine, textCell } from '../../codecs/csv/index.ts'
import type { ResourceData } from '../../contract/data.ts'
import type { Call } from '../../kernel/call.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { CACHE_READ, type Headers } from '../../wire/headers.ts'
import { refuse } from '../../wire/mount.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { parametersOf, refusedParameter } from '../../wire/query.ts'
import type { WireRequest } from '../../wire/request.ts'
import type { Offer } from './accept.ts'
import { type Column, cellsOf, columnsOf } from './column.ts'
import { type Endpoint, addCommon, failed } from './endpoint.ts'
import { listCall } from './page.ts'
import { type Suggestions, withSuggestions } from './suggestion.ts'

export interface Exported {
  readonly format: Exclude<Offer, 'json' | 'xml'>
  readonly resource: ResourceData
  readonly suggestions: Suggestions
}

/** A whole list in one answer, as fast as the client takes it: `text/csv` or `application/x-ndjson` by `Accept`. */
export async function exportList(endpoint: Endpoint, request: WireRequest, of: Exported): Promise<HttpAnswer> {
  const { mount, route } = endpoint
  let call: Call
  try {
    call = exportCall(endpoint, request, of.format)
  } catch (error) {
    return refuse(mount, request, error)
  }
  const streamed = await mount.kernel.stream(call)
  if (!streamed.ok) return failed(withSuggestions(streamed, parametersOf(request.search), of.suggestions), request, mount)
  const plural = route.path.slice(mount.base.length + 1)
  const headers: Headers = {
    'content-type': of.format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8',
    'content-disposition': `attachment; filename="${plural}.${of.format}"`,
    'cache-control': CACHE_READ,
    'x-content-type-options': 'nosniff',
    'vary': 'Accept, Prefer',
    'x-request-id': request.requestId,
  }
  addCommon(headers, streamed, { mount, request })
  const shown = streamed.fields && call.fields ? call.fields.filter((field) => streamed.fields?.includes(field)) : (call.fields ?? streamed.fields)
  const body = of.format === 'csv' ? csvText(streamed.records, columnsOf(of.resource, shown)) : ndjsonText(streamed.records)
  return { status: 200, headers, body }
}

function exportCall(endpoint: Endpoint, request: WireRequest, format: Exported['format']): Call {
  for (const { name } of parametersOf(request.search)) {
    if (name === 'limit' || name === 'cursor') throw refusedParameter(name, `An export has no pages: leave '${name}' out, or ask for application/json.`)
    if (name === 'include' && format === 'csv')
      throw refusedParameter(name, "A table has no place for other records: leave 'include' out, or ask for application/x-ndjson.")
  }
  const call = listCall(endpoint.route, endpoint.mount, request)
  if (call.fields?.some((field) => field.includes('.'))) throw wireRefusal('invalid-filter', "'fields' names whole fields in an export.")
  return call
}

async function* csvText(records: AsyncIterable<readonly string[]>, columns: readonly Column[]): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => textCell(name)))
  for await (const chunk of records) {
    let text = ''
    for (const record of chunk) text += csvLine(cellsOf(columns, JSON.parse(record)))
    if (text !== '') yield text
  }
}

async function* ndjsonText(records: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  for await (const chunk of records) if (chunk.length > 0) yield `${chunk.join('\n')}\n`
}
