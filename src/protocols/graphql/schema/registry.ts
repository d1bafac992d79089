import type { Clash, FieldModel, FieldModels, TypeModel } from './model.ts'

/** Where something in the schema comes from, for whoever must rename it. */
export interface Origin {
  readonly what: string
  readonly place: string
}

/** The types of a schema while it is made: each name once. */
export class Registry {
  readonly types = new Map<string, TypeModel>()
  readonly clashes: Clash[] = []
  readonly #origins = new Map<string, Origin>()

  /** Answers the name. What has it already, under the same origin, is the same type. */
  define(name: string, origin: Origin, make: () => TypeModel): string {
    const other = this.#origins.get(name)
    if (other) {
      if (other.what !== origin.what) this.clash(name, origin, other)
      return name
    }
    this.#origins.set(name, origin)
    this.types.set(name, make())
    return name
  }

  /** Said once for each name, at what the contract can rename. */
  clash(name: string, origin: Origin, other: Origin): void {
    if (this.clashes.some((clash) => clash.name === name)) return
    const [at, from] = origin.place === '' ? [other, origin] : [origin, other]
    this.clashes.push({ name, what: at.what, other: from.what, place: at.place })
  }
}

/** The fields of one type while it is made. */
export class FieldSet {
  readonly fields: { [name: string]: FieldModel } = {}
  readonly #origins = new Map<string, Origin>()
  readonly #registry: Registry
  readonly #type: string

  constructor(registry: Registry, type: string) {
    this.#registry = registry
    this.#type = type
  }

  add(name: string, field: FieldModel, origin: Origin): void {
    const other = this.#origins.get(name)
    if (other) {
      this.#registry.clash(`${this.#type}.${name}`, origin, other)
      return
    }
    this.#origins.set(name, origin)
    this.fields[name] = field
  }

  get isEmpty(): boolean {
    return this.#origins.size === 0
  }
}

/** What Busbar itself puts into every schema. */
export const OURS: Origin = { what: 'Busbar itself', place: '' }

export function described(doc: string | undefined, unit: string | undefined): string | undefined {
  if (unit === undefined) return doc
  return doc === undefined ? `In ${unit} (UCUM).` : `${doc}\n\nIn ${unit} (UCUM).`
}

export function noFields(fields: FieldModels): boolean {
  return Object.keys(fields).length === 0
}
