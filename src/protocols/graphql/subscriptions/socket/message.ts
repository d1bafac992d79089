import { decode, DecodeError } from '../../../../codecs/json/index.ts'
import type { GraphqlRequest } from '../../engine.ts'

/** What a client sends (graphql-transport-ws, Message types). Other members of a message are not looked at. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload: Payload | undefined }
  | { readonly type: 'ping'; readonly payload: Payload | undefined }
  | { readonly type: 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly request: GraphqlRequest }
  | { readonly type: 'complete'; readonly id: string }

type Payload = { readonly [name: string]: unknown }

/** It is none; the message says why, in words that fit into a close reason. */
export class NoMessage extends Error {
  override readonly name = 'NoMessage'
}

const MOST_ID = 128

/** Throws `NoMessage` for whatever is no message, and nothing else. */
export function readMessage(text: string): ClientMessage {
  const value = parsed(text)
  const { type } = value
  switch (type) {
    case 'connection_init':
    case 'ping':
      return { type, payload: objectIn(value, 'payload') }
    case 'pong':
      objectIn(value, 'payload')
      return { type }
    case 'subscribe': {
      const id = idIn(value)
      const payload = objectIn(value, 'payload')
      if (!payload) throw new NoMessage("'payload' is missing")
      return { type, id, request: requestIn(payload) }
    }
    case 'complete':
      return { type, id: idIn(value) }
    default:
      throw new NoMessage("'type' is none that a client sends")
  }
}

function parsed(text: string): Payload {
  let value: unknown
  try {
    value = decode(text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new NoMessage('The message is no JSON that is read here')
  }
  if (!isObject(value)) throw new NoMessage('A message is an object')
  return value
}

function requestIn(payload: Payload): GraphqlRequest {
  const query = textIn(payload, 'query')
  const documentId = textIn(payload, 'documentId')
  const operationName = textIn(payload, 'operationName')
  const variables = objectIn(payload, 'variables')
  const extensions = objectIn(payload, 'extensions')
  return {
    ...(query !== undefined && { query }),
    ...(documentId !== undefined && { documentId }),
    ...(operationName !== undefined && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  }
}

function idIn({ id }: Payload): string {
  if (typeof id !== 'string' || id === '' || id.length > MOST_ID) throw new NoMessage(`'id' must be a text of 1 to ${MOST_ID} characters`)
  return id
}

function textIn(of: Payload, name: string): string | undefined {
  const value = of[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new NoMessage(`'${name}' must be a text`)
  return value
}

function objectIn(of: Payload, name: string): Payload | undefined {
  const value = of[name]
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw new NoMessage(`'${name}' must be an object`)
  return value
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
