import { valueAt } from '../model/path.ts'
import type { ResourceModel } from '../model/resource.ts'
import type { Entry } from './entry.ts'
import type { Work } from './work.ts'

/** Whose a record is, for each audience that sees only its own. */
export type OwnerNames = { readonly [audience: string]: string }

/** Before the work and behind it. */
export interface OwnersAround {
  readonly before: OwnerNames
  readonly after: OwnerNames
}

type OwnerPath = NonNullable<ResourceModel['layout']['columns'][number]['owner']>
type When = 'before' | 'now'

export async function ownersAround(work: Work, entry: Entry): Promise<OwnersAround> {
  return { before: entry.before ? await ownersOf(work, entry, 'before') : {}, after: entry.now ? await ownersOf(work, entry, 'now') : {} }
}

async function ownersOf(work: Work, entry: Entry, when: When): Promise<OwnerNames> {
  const out: { [audience: string]: string } = {}
  for (const [audience, column] of Object.entries(entry.resource.layout.owners)) {
    const value = column.owner ? await ownerOver(work, entry, { path: column.owner, when }) : valueAt(entry[when], column.path)
    if (typeof value === 'string') out[audience] = value
  }
  return out
}

/** Follows the references of an owner path, as they were or as they will be; what is read on the way is expected to stay as it is. */
export async function ownerOver(work: Work, entry: Entry, over: { readonly path: OwnerPath; readonly when: When }): Promise<unknown> {
  const { path, when } = over
  let here = entry[when]
  for (const hop of path.hops) {
    const key: unknown = here?.[hop.field]
    if (typeof key !== 'string') return undefined
    const parent: Entry = await work.read(work.ports.resource(entry.resource.contract, hop.resource), key)
    here = parent[when]
  }
  return here?.[path.field]
}
