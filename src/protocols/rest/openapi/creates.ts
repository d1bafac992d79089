import type { ResourceData } from '../../../contract/data.ts'

/** PUT creates where the creator gives the key. */
export function creates(resource: ResourceData | undefined): boolean {
  return resource !== undefined && resource.standard.includes('create') && resource.key.schema.kind !== 'uuid'
}
