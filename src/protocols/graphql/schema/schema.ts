import { buildSchema, type GraphQLSchema } from 'graphql'
import type { Audience, ContractData } from '../../../contract/data.ts'
import { schemaModel } from './build.ts'
import type { SchemaModel } from './model.ts'
import { sdlOf } from './sdl.ts'

/** A schema that requests are held against, with what its fields mean. */
export interface Served {
  readonly schema: GraphQLSchema
  readonly model: SchemaModel
}

/** Each audience's own, made when it first asks. */
export function schemasOf(version: ContractData): (audience: Audience) => Served {
  const made = new Map<Audience, Served>()
  return (audience) => {
    let served = made.get(audience)
    if (!served) {
      const model = schemaModel(version, audience)
      served = { schema: buildSchema(sdlOf(model)), model }
      made.set(audience, served)
    }
    return served
  }
}
