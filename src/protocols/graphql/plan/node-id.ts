/** An id of a record in all of a schema: opaque to clients, and nothing that a key is kept secret by. */
export function nodeIdOf(resource: string, key: string): string {
  return Buffer.from(`${resource}:${key}`).toString('base64url')
}

/** `undefined`: this is no id that was given. */
export function readNodeId(id: string): { readonly resource: string; readonly key: string } | undefined {
  const bytes = Buffer.from(id, 'base64url')
  const text = bytes.toString()
  const colon = text.indexOf(':')
  if (colon < 1 || bytes.toString('base64url') !== id || !Buffer.from(text).equals(bytes)) return undefined
  return { resource: text.slice(0, colon), key: text.slice(colon + 1) }
}
