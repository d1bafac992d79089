import type { GraphqlRequest } from '../engine.ts'
import { problemOf, refuse, Refused } from '../error.ts'
import { sha256Id, type RegisteredDocuments } from './registered.ts'

/**
 * The text of the document that is meant: sent as `query`, or registered and named by `documentId` (GraphQL over HTTP, Appendix A) or
 * by `extensions.persistedQuery`, as clients of Apollo do. Throws `Refused`.
 */
export function documentText(request: GraphqlRequest, registered: RegisteredDocuments): string {
  const { query = '', documentId } = request
  const hash = apolloHash(request)
  if (documentId !== undefined) {
    if (query !== '' || hash !== undefined) throw refuse('malformed', 'Send "query" or "documentId", not both.')
    return registered.text(documentId) ?? unknown(documentId)
  }
  if (hash !== undefined) {
    const id = `sha256:${hash.toLowerCase()}`
    const known = registered.text(id)
    if (known !== undefined) return known
    if (query === '') return unknown(id)
    if (sha256Id(query) !== id) throw refuse('malformed', '"extensions.persistedQuery.sha256Hash" is not the SHA-256 of "query".')
  }
  if (query === '') throw refuse('malformed', 'There is no "query": send a GraphQL document.')
  if (registered.only && !registered.has(query)) {
    const problem = problemOf('forbidden', 'Only registered documents are executed here: send "documentId".')
    throw new Refused(problem, [{ problem, at: { code: 'PERSISTED_QUERY_ONLY' } }])
  }
  return query
}

function unknown(id: string): never {
  const problem = problemOf(
    'not-found',
    `No document is registered as '${id.slice(0, 100)}'. Documents are registered where this server is configured, not by requests.`,
  )
  throw new Refused(problem, [{ problem, at: { code: 'PERSISTED_QUERY_NOT_FOUND' } }])
}

function apolloHash({ extensions = {} }: GraphqlRequest): string | undefined {
  if (!Object.hasOwn(extensions, 'persistedQuery')) return undefined
  const said = extensions['persistedQuery']
  if (typeof said === 'object' && said !== null && 'sha256Hash' in said && typeof said.sha256Hash === 'string' && HEX.test(said.sha256Hash))
    return said.sha256Hash
  throw refuse('malformed', '"extensions.persistedQuery" must have "sha256Hash", 64 hex digits.')
}

const HEX = /^[0-9a-fA-F]{64}$/
