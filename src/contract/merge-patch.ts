import type { Json } from './schema.ts'

/**
 * JSON Merge Patch (RFC 7396, 2): `null` removes a member, an object is merged, everything else (lists too) replaces.
 * Total: every JSON value is a patch of every other. Neither argument is changed; the result may share parts with both.
 * Recursion is as deep as `patch` is nested; the readers of requests bound that at 64.
 */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const members = new Map(isObject(document) ? Object.entries(document) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name)
    else members.set(name, applyMergePatch(members.get(name), value))
  }
  // Not by assignment: a member called `__proto__` stays an ordinary one.
  return Object.fromEntries(members)
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
