import type { Json } from '../../../../contract/schema.ts'
import { forBash, forPowerShell, type TypedRequest } from '../../../../wire/docs/command-line.ts'
import { isNode, listOf, nameOf, nodeOf, textOf, type Lookup, type Node } from '../../../../wire/docs/lookup.ts'
import { html, inline, prose, type Markup } from '../../../../wire/docs/markup.ts'
import { constraintsOf, fieldTable, linkTo, typeOf } from '../../../../wire/docs/schema.ts'

export interface Shown {
  readonly method: string
  /** Below the server: `/production-orders/{id}`. */
  readonly path: string
  readonly operation: Node
}

/** One operation, closed until the reader opens it. */
export function operationSection(shown: Shown, server: string, lookup: Lookup): Markup {
  const { method, path, operation } = shown
  const parameters = listOf(operation.parameters).map((parameter) => lookup.follow(parameter))
  return html`<details class="operation${operation.deprecated === true && ' deprecated'}" id="${textOf(operation.operationId)}">
    <summary>
      <span class="method ${method}">${method.toUpperCase()}</span><span class="path">${path}</span
      ><span class="summary">${inline(textOf(operation.summary))}${operation.deprecated === true && ' (deprecated)'}</span>
    </summary>
    <div>
      ${prose(textOf(operation.description))} ${parameterTable(parameters)} ${bodySection(operation, lookup)} ${responseTable(operation, lookup)}
      ${examples(shown, server)} ${tryForm(shown, server, parameters)}
    </div>
  </details> `
}

/** Filters of one field share a row: a table of ninety rows helps nobody. */
function parameterTable(parameters: readonly Node[]): Markup | undefined {
  const filters = new Map<string, { parameter: Node; operators: string[] }>()
  const others: Node[] = []
  const compared = new Set(parameters.flatMap((parameter) => /^(.+)\[ne\]$/.exec(textOf(parameter.name))?.[1] ?? []))
  for (const parameter of parameters) {
    const [, field = '', operator = 'eq'] = /^(.+?)(?:\[([a-z]+)\])?$/.exec(textOf(parameter.name)) ?? []
    if (parameter.in !== 'query' || !compared.has(field)) others.push(parameter)
    else if (operator === 'eq') filters.set(field, { parameter, operators: [] })
    else filters.get(field)?.operators.push(operator)
  }
  if (parameters.length === 0) return undefined
  const row = (parameter: Node): Markup =>
    html`<tr>
      <td><code>${textOf(parameter.name)}</code>${parameter.required === true && html` <span class="required" title="required">*</span>`}</td>
      <td>${textOf(parameter.in)}</td>
      <td class="type">${typeOf(nodeOf(parameter.schema))}</td>
      <td>${inline(textOf(parameter.description))} ${constraintsOf(nodeOf(parameter.schema))}</td>
    </tr>`
  const filter = ([field, { parameter, operators }]: readonly [string, { parameter: Node; operators: string[] }]): Markup =>
    html`<tr>
      <td><code>${field}</code></td>
      <td>filter</td>
      <td class="type">${typeOf(nodeOf(parameter.schema))}</td>
      <td>equals; or ${operators.map((operator) => html`<code>[${operator}]</code> `)}${constraintsOf(nodeOf(parameter.schema))}</td>
    </tr>`
  return html`<h4>Parameters</h4>
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">In</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${others.filter(({ in: place }) => place === 'path').map(row)}${[...filters].map(filter)}${others.filter(({ in: place }) => place !== 'path').map(row)}
      </tbody>
    </table>`
}

function bodySection(operation: Node, lookup: Lookup): Markup | undefined {
  const content = Object.entries(nodeOf(nodeOf(operation.requestBody).content))
  if (content.length === 0) return undefined
  const [, first] = content[0] ?? ['', {}]
  const schema = lookup.follow(nodeOf(first).schema)
  return html`<h4>Body</h4>
    <p class="mark">${content.map(([media], index) => html`${index > 0 && ', '}<code>${media}</code>`)}</p>
    ${fieldTable(schema, lookup)}`
}

function responseTable(operation: Node, lookup: Lookup): Markup {
  const all = Object.entries(nodeOf(operation.responses))
  const own = all.filter(([, part]) => nodeOf(part).$ref === undefined)
  const shared = all.filter(([, part]) => nodeOf(part).$ref !== undefined)
  const rows = own.map(([status, part]) => {
    const response = lookup.follow(part)
    return html`<tr>
      <td>${status}</td>
      <td>
        ${prose(textOf(response.description))}${Object.values(nodeOf(response.content))
          .slice(0, 1)
          .map((media) => answer(nodeOf(media).schema, lookup))}
      </td>
    </tr>`
  })
  const others = html`<p>As <a href="#problems">everywhere</a>: ${shared.map(([status], index) => html`${index > 0 && ', '}${status}`)}.</p>`
  return html`<h4>Answers</h4>
    <table>
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${shared.length > 0 && others}`
}

/** What is the same for every operation, once. */
export function problemSection(lookup: Lookup): Markup {
  const shared = Object.values(nodeOf(nodeOf(lookup.document.components).responses)).map((part) => html`<li>${prose(textOf(nodeOf(part).description))}</li>`)
  return html`<section class="tag" id="problems">
    <h2>Problems</h2>
    <p>
      Whatever goes wrong is answered as <code>application/problem+json</code> (RFC 9457). Decide by <code>type</code> or <code>code</code>; both are stable.
    </p>
    ${fieldTable(lookup.follow({ $ref: '#/components/schemas/Problem' }), lookup)}
    <ul>
      ${shared}
    </ul>
  </section>`
}

/** Records and outputs by their fields or a link; of problems only those with data of their own. */
function answer(part: Json | undefined, lookup: Lookup): Markup | undefined {
  const schema = nodeOf(part)
  const faults = listOf(schema.oneOf).filter((choice) => isNode(choice) && choice.$ref !== undefined)
  if (faults.length > 0) {
    return html`${faults.map((fault) => {
      const data = nodeOf(nodeOf(lookup.follow(fault).properties).data)
      return (
        isNode(data.properties) &&
        Object.keys(data.properties).length > 0 &&
        html`<details>
          <summary>Data of <code>${nameOf(nodeOf(fault).$ref)}</code></summary>
          ${fieldTable(data, lookup)}
        </details>`
      )
    })}`
  }
  const name = nameOf(schema.$ref)
  if (name === 'Problem' || name === 'InvalidProblem') return undefined
  const target = lookup.follow(schema)
  if (isRecord(name, lookup)) return html`<p>${linkTo(name)}</p>`
  const table = fieldTable(target, lookup)
  return (
    table &&
    html`<details open>
      <summary class="mark">Fields</summary>
      ${table}
    </details>`
  )
}

/** Records have a table of their own. */
function isRecord(name: string, lookup: Lookup): boolean {
  return name !== '' && listOf(lookup.document.tags).some((tag) => nodeOf(tag).name === name)
}

function examples({ method, path, operation }: Shown, server: string): Markup {
  const content = Object.entries(nodeOf(nodeOf(operation.requestBody).content))
  const [media, first] = content[0] ?? ['', {}]
  const example = nodeOf(first).example
  const id = listOf(operation.parameters)
    .map(nodeOf)
    .find((parameter) => parameter.name === 'id')
  const request: TypedRequest = {
    method: method.toUpperCase(),
    url: server + path.replace('{id}', encodeURIComponent(textOf(id?.example) || 'KEY')),
    ...(example !== undefined && { body: JSON.stringify(example), mediaType: media }),
    idempotencyKey: method === 'post' && path !== '/batch',
  }
  return html`<details>
    <summary>On the command line</summary>
    <p class="mark">bash</p>
    <pre>${forBash(request)}</pre>
    <p class="mark">PowerShell</p>
    <pre>${forPowerShell(request)}</pre>
  </details>`
}

function tryForm({ method, path, operation }: Shown, server: string, parameters: readonly Node[]): Markup {
  const [media, first] = Object.entries(nodeOf(nodeOf(operation.requestBody).content))[0] ?? []
  const inPlace = (place: string): readonly Node[] =>
    parameters.filter((parameter) => parameter.in === place && parameter.name !== 'traceparent' && parameter.name !== 'baggage')
  const field = (place: string, parameter: Node): Markup =>
    html`<label
      >${textOf(parameter.name)}<input
        name="${place}:${textOf(parameter.name)}"
        autocomplete="off"
        ${place === 'path' && html` value="${textOf(parameter.example)}" required`}
    /></label>`
  return html`<form
    class="try"
    data-method="${method.toUpperCase()}"
    data-path="${new URL(server).pathname}${path}"
    ${media !== undefined && html` data-media="${media}"`}
  >
    <strong>Try it</strong>
    ${inPlace('path').map((parameter) => field('path', parameter))}
    ${inPlace('query').length > 0 && html`<label>Query<input name="query" autocomplete="off" placeholder="${textOf(inPlace('query')[0]?.name)}=…" /></label>`}
    ${inPlace('header').map((parameter) => field('header', parameter))}
    ${media !== undefined && html`<textarea name="body" spellcheck="false" aria-label="Body">${bodyText(nodeOf(first).example)}</textarea>`}
    <button type="submit">Send</button> <output></output>
  </form>`
}

function bodyText(example: Json | undefined): string {
  return example === undefined ? '' : JSON.stringify(example, null, 2)
}
