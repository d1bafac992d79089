import type { Json } from '../../../../contract/schema.ts'
import { isNode, listOf, lookupIn, nodeOf, textOf, type Lookup, type Node } from '../../../../wire/docs/lookup.ts'
import { html, prose, type Markup } from '../../../../wire/docs/markup.ts'
import { operationSection, problemSection, type Shown } from './operation.ts'
import { fieldTable } from '../../../../wire/docs/schema.ts'

const METHODS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete']

/** An OpenAPI 3.1 document as HTML for readers: a piece of a page, without script and style. */
export function referenceHtml(document: Node): string {
  const lookup = lookupIn(document)
  const info = nodeOf(document.info)
  const server = textOf(nodeOf(listOf(document.servers)[0]).url)
  const sections = listOf(document.tags).map((part) => {
    const tag = nodeOf(part)
    return { name: textOf(tag.name), description: textOf(tag.description), shown: operationsOf(document, textOf(tag.name)) }
  })
  const links = sections.map(
    ({ name, shown }) =>
      html`<details open>
        <summary><a href="#tag-${name}">${name}</a></summary>
        <ul>
          ${shown.map(
            ({ operation, method }) =>
              html`<li>
                <a href="#${textOf(operation.operationId)}"><span class="${method}">${method.toUpperCase()}</span> ${textOf(operation.summary)}</a>
              </li>`,
          )}
        </ul>
      </details>`,
  )
  return html`<div class="columns">
    <nav aria-label="Operations">
      <p><input type="search" id="filter" placeholder="Find" aria-label="Find an operation" /></p>
      ${links}
      <p><a href="#problems">Problems</a></p>
    </nav>
    <main>
      <h1>${textOf(info.title)} ${textOf(info.version)}</h1>
      ${prose(textOf(info.description))}
      <p>
        Server: <code>${server}</code>. This document for programs: <a href="${server}/openapi.json" data-document="openapi.json">OpenAPI 3.1</a>,
        <a href="${server}/openapi-3.0.json" data-document="openapi-3.0.json">OpenAPI 3.0</a>.
      </p>
      ${sections.map(
        ({ name, description, shown }) =>
          html`<section class="tag" id="tag-${name}">
            <h2>${name}</h2>
            ${prose(description)}${record(name, lookup)}${shown.map((operation) => operationSection(operation, server, lookup))}
          </section>`,
      )}
      ${problemSection(lookup)}
    </main>
  </div>`.markup
}

function operationsOf(document: Node, tag: string): readonly Shown[] {
  return Object.entries(nodeOf(document.paths)).flatMap(([path, item]) =>
    METHODS.flatMap((method): Shown[] => {
      const operation = nodeOf(item)[method]
      return isNode(operation) && listOf(operation.tags).includes(tag) ? [{ method, path, operation }] : []
    }),
  )
}

/** The fields of a resource, and its states. */
function record(name: string, lookup: Lookup): Markup | undefined {
  const schema = nodeOf(nodeOf(nodeOf(lookup.document.components).schemas)[name])
  const table = fieldTable(schema, lookup)
  return (
    table &&
    html`<details id="schema-${name}">
      <summary>The record</summary>
      ${states(nodeOf(schema['x-states']))}${table}
    </details>`
  )
}

function states(life: Node): Markup | undefined {
  const values = listOf(life.values)
  if (values.length === 0) return undefined
  const commands = listOf(life.commands).map(nodeOf)
  const next = (state: Json): readonly Markup[] => {
    const by = commands.filter((command) => command.to !== undefined && (command.from === undefined || listOf(command.from).includes(state)))
    return by.map((command, index) => html`${index > 0 && ', '}<code>${textOf(command.command)}</code> → ${textOf(command.to)}`)
  }
  return html`<table>
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col">Goes on by</th>
      </tr>
    </thead>
    <tbody>
      ${values.map(
        (state) =>
          html`<tr>
            <td><code>${textOf(state)}</code>${state === life.initial && html` <span class="mark">initial</span>`}</td>
            <td>${next(state)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
