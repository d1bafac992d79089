import { forBash, forPowerShell } from '../../../wire/docs/command-line.ts'
import { listOf, lookupIn, nameOf, nodeOf, textOf, type Lookup, type Node } from '../../../wire/docs/lookup.ts'
import { html, inline, prose, type Markup } from '../../../wire/docs/markup.ts'
import { fieldTable, linkTo } from '../../../wire/docs/schema.ts'

/** An AsyncAPI document as HTML for readers: a piece of a page, without script and style. */
export function referenceHtml(document: Node): string {
  const lookup = lookupIn(document)
  const info = nodeOf(document.info)
  const events = eventsIn(lookup)
  const channels = Object.entries(nodeOf(document.channels)).map(([id, part]) => ({ id, channel: nodeOf(part) }))
  const groups = [...new Set(events.map(({ group }) => group))].map((group) => ({ group, events: events.filter((event) => event.group === group) }))
  const tags = listOf(info.tags).map(nodeOf)
  return html`<div class="columns">
    <nav aria-label="Events">
      <p><input type="search" id="filter" placeholder="Find" aria-label="Find an event" /></p>
      <details open>
        <summary>Ways to read</summary>
        <ul>
          ${channels.map(({ id, channel }) => html`<li><a href="#channel-${id}">${textOf(channel.title)}</a></li>`)}
        </ul>
      </details>
      ${groups.map(
        (group) =>
          html`<details open>
            <summary><a href="#tag-${group.group}">${group.group}</a></summary>
            <ul>
              ${group.events.map(({ type }) => html`<li><a href="#event-${type}">${type}</a></li>`)}
            </ul>
          </details>`,
      )}
    </nav>
    <main>
      <h1>${textOf(info.title)} ${textOf(info.version)}</h1>
      ${prose(textOf(info.description))}
      <p>This document for programs: <a href="${urlOf('api', lookup)}/asyncapi.json" data-document="asyncapi.json">AsyncAPI 3.0</a>.</p>
      <section class="tag" id="ways">
        <h2>Ways to read</h2>
        ${channels.map(({ id, channel }) => channelSection(id, channel, lookup))}
      </section>
      <section class="tag" id="envelope">
        <h2>Every event</h2>
        <p>CloudEvents 1.0, as JSON: these attributes, and in <code>data</code> what the type says below.</p>
        ${fieldTable(lookup.follow({ $ref: '#/components/schemas/CloudEvent' }), lookup)}
      </section>
      ${groups.map(
        (group) =>
          html`<section class="tag" id="tag-${group.group}">
            <h2>${group.group}</h2>
            ${prose(textOf(tags.find(({ name }) => name === group.group)?.description))} ${group.events.map((event) => eventSection(event, lookup))}
            ${dataTables(group.events, lookup)}
          </section>`,
      )}
      <section class="tag" id="shared">
        <h2>What messages share</h2>
        ${SHARED.map((schema) => schemaSection(schema, lookup))}
      </section>
    </main>
  </div>`.markup
}

interface ShownEvent {
  readonly type: string
  /** The resource, or what events of none are under. */
  readonly group: string
  readonly message: Node
  /** Of the data. */
  readonly schema: string
}

const OF_NO_RECORD = 'Of no record'

/** Those of the stream, which has every type there is. */
function eventsIn(lookup: Lookup): readonly ShownEvent[] {
  const stream = nodeOf(nodeOf(nodeOf(lookup.document.channels).stream).messages)
  return Object.values(stream).flatMap((part) => {
    const message = lookup.follow(part)
    const data = nodeOf(nodeOf(lookup.follow(message.payload).properties).data)
    if (data.$ref === undefined) return []
    const tag = textOf(nodeOf(listOf(message.tags)[0]).name)
    return [{ type: textOf(message.name), group: tag === '' ? OF_NO_RECORD : tag, message, schema: nameOf(data.$ref) }]
  })
}

function eventSection({ type, message, schema }: ShownEvent, lookup: Lookup): Markup {
  const payload = nodeOf(listOf(message.examples)[0]).payload
  return html`<details class="operation" id="event-${type}">
    <summary><span class="path">${type}</span><span class="summary">${inline(textOf(message.summary))}</span></summary>
    <div>
      <p>Data: ${linkTo(schema)}</p>
      ${payload !== undefined && html`<pre>${JSON.stringify(payload, null, 2)}</pre>`}${payload === undefined && fieldTable(dataOf(schema, lookup), lookup)}
    </div>
  </details> `
}

/** Several events show the same data. */
function dataTables(events: readonly ShownEvent[], lookup: Lookup): readonly Markup[] {
  return [...new Set(events.map(({ schema }) => schema))].map((schema) => schemaSection(schema, lookup))
}

/** Schemas of no event in particular; the attributes of all have a section of their own. */
const SHARED = ['AnyEvent', 'Cursor', 'Gap', 'EventFilter', 'Notices', 'Problem'] as const

function schemaSection(name: string, lookup: Lookup): Markup {
  const schema = dataOf(name, lookup)
  return html`<details id="schema-${name}">
    <summary>${name}</summary>
    ${prose(textOf(schema.description))}${fieldTable(schema, lookup)}
  </details>`
}

function dataOf(schema: string, lookup: Lookup): Node {
  return lookup.follow({ $ref: `#/components/schemas/${schema}` })
}

function channelSection(id: string, channel: Node, lookup: Lookup): Markup {
  const server = nameOf(nodeOf(listOf(channel.servers)[0]).$ref)
  const address = textOf(channel.address)
  const operations = Object.values(nodeOf(lookup.document.operations))
    .map(nodeOf)
    .filter((operation) => nameOf(nodeOf(operation.channel).$ref) === id)
  const query = operations.map((operation) => nodeOf(nodeOf(nodeOf(operation.bindings).http).query)).find(({ properties }) => properties !== undefined)
  const own = Object.entries(nodeOf(channel.messages)).flatMap(([name, part]) => {
    const message = lookup.follow(part)
    return isOfEvent(message, lookup) ? [] : [{ name, message }]
  })
  const url = urlOf(server, lookup) + address
  return html`<details class="operation" id="channel-${id}">
    <summary><span class="path">${address === '' ? 'POST' : address}</span><span class="summary">${textOf(channel.title)}</span></summary>
    <div>
      ${prose(textOf(channel.description))}${address !== '' && html`<p><code>${url}</code></p>`}
      ${
        query &&
        html`<h4>Query</h4>
          ${fieldTable(query, lookup)}`
      }
      ${operations.map(({ description }) => prose(textOf(description)))} ${own.map(({ name, message }) => messageSection(name, message, lookup))}
      ${headers(channel, lookup)} ${query && commands(url)}
    </div>
  </details> `
}

function messageSection(name: string, message: Node, lookup: Lookup): Markup | undefined {
  const table = fieldTable(lookup.follow(message.payload), lookup)
  return html`<h4 id="message-${name}">${textOf(message.title)}</h4>
    ${prose(textOf(message.summary))}${table}`
}

/** What every message of a channel bears. */
function headers(channel: Node, lookup: Lookup): Markup | undefined {
  const [trait] = Object.values(nodeOf(channel.messages)).flatMap((part) => listOf(lookup.follow(part).traits))
  const table = trait === undefined ? undefined : fieldTable(nodeOf(lookup.follow(trait).headers), lookup)
  return (
    table &&
    html`<h4>Headers</h4>
      ${table}`
  )
}

function isOfEvent(message: Node, lookup: Lookup): boolean {
  return nodeOf(message.payload).$ref !== undefined && listOf(lookup.follow(message.payload).allOf).some((part) => nameOf(nodeOf(part).$ref) === 'CloudEvent')
}

function urlOf(server: string, lookup: Lookup): string {
  const { protocol, host, pathname } = nodeOf(nodeOf(lookup.document.servers)[server])
  return `${textOf(protocol)}://${textOf(host)}${textOf(pathname)}`
}

function commands(url: string): Markup {
  const request = { method: 'GET', url }
  return html`<details>
    <summary>On the command line</summary>
    <p class="mark">bash</p>
    <pre>${forBash(request)}</pre>
    <p class="mark">PowerShell</p>
    <pre>${forPowerShell(request)}</pre>
  </details>`
}
