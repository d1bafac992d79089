import { applyJsonPatch } from '../../contract/json-patch.ts'
import { applyMergePatch } from '../../contract/merge-patch.ts'
import type { Json } from '../../contract/schema.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { mustMatch, mustNotMatch } from '../policies/precondition.ts'
import { mayKnow, ownerFor } from '../read/visibility.ts'
import { conceal, refuse } from '../refusal.ts'
import type { Entry } from '../work/entry.ts'
import { referrer } from '../work/referrer.ts'
import type { Execution, Request, Result } from './execution.ts'
import { guarded } from './guard.ts'
import { asRecord, mustBeMaster, mustBeVisible, mustFit, mustKeepReadOnly, same, withDefaults } from './fields.ts'

/** POST: a new record, under a key of its own or a given one. */
export async function create(request: Request, the: Execution): Promise<Result> {
  const resource = resourceOf(request)
  const input = createInput(resource, asRecord(request.input), { request, the })
  const { field, schema } = resource.data.key
  const generated = schema.kind === 'uuid' && schema.generated === true
  const key = generated ? the.uuid() : String(input[field])
  const found = generated ? the.work.fresh(resource, key) : the.work.read(resource, key)
  const entry = found instanceof Promise ? await found : found
  if (entry.now !== undefined) {
    if (request.ifNoneMatch === '*') throw refuse('precondition-failed', `'${key}' exists already.`)
    if (!(await known(resource, entry, the))) throw refuse('already-exists', 'This key cannot be used.')
    throw refuse('already-exists', `'${key}' exists already, at revision ${entry.original?.revision ?? 1}.`)
  }
  await add(resource, entry, { ...input, [field]: key }, { request, the })
  return { kind: 'record', entry, created: true }
}

/** PATCH: RFC 7396, or RFC 6902 on what the caller sees. */
export async function update(request: Request, the: Execution): Promise<Result> {
  const resource = resourceOf(request)
  const entry = await existing(request, the)
  const before = entry.now ?? {}
  if (request.patch === 'json') {
    const cut = resource.projections[the.principal.audience].cut(before)
    const seen = (request.older ? request.older.translator.down(resource.name, cut) : cut) as Json
    const patched = applyJsonPatch(seen, request.input)
    if (!patched.ok)
      throw patched.testFailed
        ? refuse('conflict', `Operation ${patched.index}: ${patched.message}`, { more: { operation: patched.index } })
        : refuse('invalid', `Operation ${patched.index}: ${patched.message}`, {
            errors: [{ pointer: patched.index < 0 ? '' : `/${patched.index}`, detail: patched.message }],
          })
    return put(resource, entry, asRecord(patched.value), { request, the })
  }
  const asked = asRecord(request.input)
  const patch = request.older ? (request.older.patch(resource, asked, seenBy(resource, before, the)) as typeof asked) : asked
  mustFit(resource.validate.patch(patch))
  mustBeVisible(resource, patch, the.principal)
  const after = applyMergePatch(before as Json, patch) as RecordBody
  await change(resource, entry, after, { request, the })
  return { kind: 'record', entry, created: false }
}

/** PUT: the whole record; a new one where the key is given by callers and they may create. */
export async function replace(request: Request, the: Execution): Promise<Result> {
  const resource = resourceOf(request)
  const input = asRecord(request.input)
  const key = request.key ?? ''
  const name = keyNameOf(resource, request)
  if (typeof input[name] === 'string') mustBeKey(resource, input[name], { key, request })
  const entry = await the.work.read(resource, key)
  if (entry.now === undefined || !(await known(resource, entry, the))) {
    const can = resource.data.access[the.principal.audience]?.can ?? []
    const creates = resource.data.standard.includes('create') && (can.includes('*') || can.includes('create')) && resource.data.key.schema.kind !== 'uuid'
    if (entry.now !== undefined) throw conceal()
    if (!creates) throw refuse('not-found')
    mustMatch(undefined, { ifMatch: request.ifMatch, required: false })
    const whole = createInput(resource, { ...input, [name]: key }, { request, the })
    await add(resource, entry, whole, { request, the })
    return { kind: 'record', entry, created: true }
  }
  mustNotMatch(entry.original?.revision, request.ifNoneMatch)
  mustMatch(entry.original?.revision, { ifMatch: request.ifMatch, required: resource.data.requireMatch === true })
  return put(resource, entry, input, { request, the })
}

/** DELETE: refused while a has-many of the record is not empty. (A record that comes at the same moment is not seen.) */
export async function remove(request: Request, the: Execution): Promise<Result> {
  const resource = resourceOf(request)
  const entry = await existing(request, the)
  mustBeMaster(resource, { before: entry.now ?? {}, after: {}, principal: the.principal })
  const by = await referrer(the.work, entry)
  // Which one, only those learn who see them all.
  if (by) throw refuse('referenced', the.principal.audience === 'internal' ? `${by.resource} '${by.key}' refers to it; delete that first.` : undefined)
  the.work.write(the.step, entry, undefined)
  return { kind: 'empty', entry }
}

/** The record of the request, if the caller may know of it and it is at the revision asked for. */
export async function existing(request: Request, the: Execution): Promise<Entry> {
  const resource = resourceOf(request)
  const found = the.work.read(resource, request.key ?? '')
  const entry = found instanceof Promise ? await found : found
  if (entry.now === undefined) throw refuse('not-found')
  const may = known(resource, entry, the)
  if (!(may instanceof Promise ? await may : may)) throw conceal()
  mustMatch(entry.original?.revision, { ifMatch: request.ifMatch, required: resource.data.requireMatch === true && request.operation.kind !== 'command' })
  mustNotMatch(entry.original?.revision, request.ifNoneMatch)
  return entry
}

export function resourceOf(request: Request): ResourceModel {
  const { resource } = request.operation
  if (!resource) throw new Error(`${request.operation.name} has no resource`)
  return resource
}

function known(resource: ResourceModel, entry: Entry, the: Execution): boolean | Promise<boolean> {
  if (resource.layout.owners[the.principal.audience] === undefined) return true
  return mayKnow(resource, entry.now ?? {}, {
    principal: the.principal,
    find: async (name, key) => (await the.work.read(the.resource(resource.contract, name), key)).now,
  })
}

/** A new record's input, checked, in current terms. */
function createInput(resource: ResourceModel, asked: RecordBody, { request, the }: { readonly request: Request; readonly the: Execution }): RecordBody {
  const input = request.older ? request.older.create(resource, asked, resource.projections[the.principal.audience].visible) : asked
  mustFit(resource.validate.create(input))
  mustBeVisible(resource, input, the.principal)
  return input
}

function seenBy(resource: ResourceModel, current: RecordBody, the: Execution): { readonly current: RecordBody; readonly visible: ReadonlySet<string> } {
  const projection = resource.projections[the.principal.audience]
  return { current: projection.cut(current), visible: projection.visible }
}

/** Writes a new record: defaults, first state, owner, masters. */
async function add(
  resource: ResourceModel,
  entry: Entry,
  input: RecordBody,
  { request, the }: { readonly request: Request; readonly the: Execution },
): Promise<void> {
  const record = withDefaults(resource, input)
  const owner = resource.layout.owners[the.principal.audience]
  if (owner && !owner.owner && owner.path.length === 1 && record[owner.path[0] ?? ''] === undefined)
    record[owner.path[0] ?? ''] = ownerFor(resource, the.principal)
  mustBeMaster(resource, { before: {}, after: input, principal: the.principal })
  const whole = request.operation.guard ? await guarded(resource, record, { before: undefined, request, the }) : record
  the.work.write(the.step, entry, whole)
  if (owner) await mustOwn(resource, entry, the)
}

/** Takes `input` as the whole of what the caller sees; what it does not see stays. */
async function put(
  resource: ResourceModel,
  entry: Entry,
  asked: RecordBody,
  { request, the }: { readonly request: Request; readonly the: Execution },
): Promise<Result> {
  const before = entry.now ?? {}
  const input = request.older ? request.older.replace(resource, asked, seenBy(resource, before, the)) : asked
  mustFit(resource.validate.replace(input))
  mustBeVisible(resource, input, the.principal)
  mustKeepReadOnly(resource, before, input)
  const { visible } = resource.projections[the.principal.audience]
  const after: { [field: string]: unknown } = {}
  for (const field of resource.order) {
    const kept = resource.readOnly.has(field) || field === resource.data.key.field || !visible.has(field)
    const value = kept && input[field] === undefined ? before[field] : kept && resource.readOnly.has(field) ? before[field] : input[field]
    if (value !== undefined) after[field] = value
  }
  await change(resource, entry, after, { request, the })
  return { kind: 'record', entry, created: false }
}

/** What the caller calls the key. */
function keyNameOf(resource: ResourceModel, { older }: Request): string {
  return older ? older.keyName(resource) : resource.data.key.field
}

/** Rule: a record keeps the key that it is addressed by, whatever a body says. */
function mustBeKey(resource: ResourceModel, given: unknown, the: { readonly key: string; readonly request: Request }): void {
  const { key, request } = the
  if (given === key) return
  const name = keyNameOf(resource, request)
  throw refuse('id-mismatch', `The address says '${key}', '${name}' in the body '${String(given)}'.`, {
    errors: [{ pointer: `/${resource.data.key.field}`, detail: `must be '${key}', or be left out` }],
  })
}

/** Writes `after` where it differs from what is there. */
async function change(
  resource: ResourceModel,
  entry: Entry,
  after: RecordBody,
  { request, the }: { readonly request: Request; readonly the: Execution },
): Promise<void> {
  const before = entry.now ?? {}
  mustBeKey(resource, after[resource.data.key.field], { key: entry.key, request })
  if (same(before, after)) return
  mustFit(resource.validate.replace(after))
  mustBeMaster(resource, { before, after, principal: the.principal })
  const whole = request.operation.guard ? await guarded(resource, after, { before, request, the }) : after
  the.work.write(the.step, entry, whole)
  await mustOwn(resource, entry, the)
}

/** Rule: a caller bound to its own records cannot make or hand over one of somebody else's. */
async function mustOwn(resource: ResourceModel, entry: Entry, the: Execution): Promise<void> {
  const owner = resource.layout.owners[the.principal.audience]
  if (!owner || (await known(resource, entry, the))) return
  throw refuse('invalid', 'The record would belong to someone else.', {
    errors: [{ pointer: `/${owner.path.join('/')}`, detail: 'must lead to a record of your own' }],
  })
}
