import { access, compositeAccess, hiddenInput, ownership } from './access.ts'
import { addresses, commandNames, eventNames, likeNames } from './collisions.ts'
import { nameLengths } from './lengths.ts'
import { keys, lifeCycles, promises } from './lifecycle.ts'
import { lists, uniques } from './lists.ts'
import { marks } from './marks.ts'
import { names, takenNames } from './names.ts'
import { olderVersions } from './older.ts'
import { patterns } from './patterns.ts'
import { composites, faults, masters, references } from './references.ts'
import type { Rule } from './rule.ts'
import { bounds, enumerations, units } from './types.ts'
import { values } from './values.ts'

/** Every rule of a contract, in the order its findings are told. */
export const RULES: readonly Rule[] = [
  // What things are called.
  names,
  takenNames,
  addresses,
  commandNames,
  eventNames,
  likeNames,
  nameLengths,
  // What refers to what.
  references,
  faults,
  composites,
  masters,
  // Keys, states and commands.
  keys,
  lifeCycles,
  promises,
  // Lists and unique rules.
  lists,
  uniques,
  // Who may do what.
  access,
  ownership,
  hiddenInput,
  compositeAccess,
  // Types, values and marks.
  bounds,
  enumerations,
  units,
  patterns,
  values,
  marks,
  // Older versions.
  olderVersions,
]
