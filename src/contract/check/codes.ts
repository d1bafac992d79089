/**
 * Every diagnostic of a contract: what it says and what to do, for people. `docs/reference/diagnostics.md` is printed
 * from here. BB0xx: the form; BB1xx: the meaning. From BB200 on, protocols, stores and older versions have their own.
 */
export const CODES = {
  BB001: {
    severity: 'error',
    title: 'A value has the wrong form',
    why: 'The JSON form of a contract has a text where a list should be, an unknown kind, a negative count.',
    remedy: 'Compare with schema/contract.schema.json; an editor that knows it shows the place.',
  },
  BB002: {
    severity: 'error',
    title: 'A member is not known',
    why: 'A misspelled member would be ignored and the contract would mean something else than it says.',
    remedy: 'Correct the spelling or remove it.',
  },
  BB003: { severity: 'error', title: 'A member is missing', why: 'The form needs it.', remedy: 'Add it.' },

  BB101: {
    severity: 'error',
    title: 'A name has the wrong form',
    why: 'Names become path segments, GraphQL and XML names, topics and columns. One form fits all of them.',
    remedy: 'Contracts, plurals, paths and faults in kebab-case, resources in PascalCase, fields, commands and events in camelCase, versions as v1, v2, …',
  },
  BB102: {
    severity: 'error',
    title: 'A name is reserved by JavaScript',
    why: 'Every object has members of these names; a field called so would be there even when it is absent.',
    remedy: 'Use another name.',
  },
  BB103: {
    severity: 'error',
    title: 'A field has a name that Busbar sets',
    why: 'Key, revision, createdAt, updatedAt and externalRefs are part of every record.',
    remedy: 'Rename the field.',
  },
  BB104: {
    severity: 'error',
    title: 'Two things have one address',
    why: 'Resources, operations and composites share the first path segment behind the version.',
    remedy: 'Give one of them another plural or path.',
  },
  BB105: {
    severity: 'error',
    title: 'A command has a name that is taken',
    why: 'Standard operations and the members of a resource keep their names.',
    remedy: 'Rename the command.',
  },
  BB106: {
    severity: 'error',
    title: 'Two names differ only in case',
    why: 'Databases and some languages ignore case; both would become one column or one type.',
    remedy: 'Rename one of them.',
  },
  BB107: {
    severity: 'error',
    title: 'A name is too long',
    why: 'Tables, columns and indexes are named after it, and PostgreSQL keeps 63 bytes.',
    remedy: 'Shorten it.',
  },
  BB108: {
    severity: 'error',
    title: 'Two events of a resource have one name',
    why: 'A receiver could not tell them apart.',
    remedy: 'Rename the event, or give the command an `event`.',
  },

  BB121: {
    severity: 'error',
    title: 'A reference leads nowhere',
    why: 'The resource that is named is not part of the contract.',
    remedy: 'Name a resource of this contract, or add it to the members.',
  },
  BB122: {
    severity: 'error',
    title: 'A has-many leads nowhere',
    why: '`via` must be a reference field of the other resource that names this one.',
    remedy: 'Name that field.',
  },
  BB123: {
    severity: 'error',
    title: 'A fault is not declared',
    why: 'A caller must find every fault it can get in the contract.',
    remedy: 'Add it to the faults.',
  },
  BB124: { severity: 'error', title: 'An include path leads nowhere', why: 'Each segment must be a reference or a has-many.', remedy: 'Correct the path.' },
  BB125: {
    severity: 'error',
    title: 'A master system is named for a field that is not there',
    why: 'The rule would protect nothing.',
    remedy: 'Correct the name, or use * for the rest.',
  },
  BB126: {
    severity: 'warning',
    title: 'A has-many has no list shape behind it',
    why: 'Included records are found by their reference; the order they come in is then by key only.',
    remedy: 'Declare a list shape with the reference under `equal` on the other resource.',
  },

  BB131: {
    severity: 'error',
    title: 'The key cannot be used',
    why: 'A key is text, a UUID or an enumeration, always there, and visible.',
    remedy: 'Use t.string(), t.uuid(), t.enum() or t.id().',
  },
  BB132: {
    severity: 'error',
    title: 'A resource has two states',
    why: 'Commands move one state. What runs beside it is another resource or an enumeration.',
    remedy: 'Keep one t.state(); make the others t.enum() or resources.',
  },
  BB133: {
    severity: 'error',
    title: 'A state is not known',
    why: 'A command or transition names a state that the resource does not have.',
    remedy: 'Correct the name, or add it to t.state().',
  },
  BB134: {
    severity: 'error',
    title: 'A command moves where no transition leads',
    why: '`transitions` says which moves there are; this command makes another.',
    remedy: 'Add the transition, or change from or to.',
  },
  BB135: {
    severity: 'warning',
    title: 'A state is never reached',
    why: 'No command and no transition leads there.',
    remedy: 'Add the command that does, or remove the state.',
  },
  BB136: {
    severity: 'warning',
    title: 'A state has no way out and does not say so',
    why: 'With `transitions` declared, a final state has an empty list; a missing one is probably forgotten.',
    remedy: 'Add the transitions, or an empty list.',
  },
  BB137: {
    severity: 'error',
    title: 'A command can never be called',
    why: 'Its list of states is empty.',
    remedy: 'Name the states, or leave `from` out: any state.',
  },
  BB138: {
    severity: 'error',
    title: 'A field is promised and nobody can fill it',
    why: 'It is read-only, required and has no default: a created record does not have it, and readers were told it is there.',
    remedy: 'Make it optional() or give it a default().',
  },

  BB141: { severity: 'error', title: 'A list or unique rule names a field that is not there', why: 'There is nothing to index.', remedy: 'Correct the name.' },
  BB142: {
    severity: 'error',
    title: 'A field cannot be filtered, sorted or unique',
    why: 'Objects, lists, maps, bytes, JSON and has-many have no order; a duration has none either, since months have no length.',
    remedy: 'Use a scalar field, or a field inside the object (`address.city`).',
  },
  BB143: {
    severity: 'error',
    title: 'A write-only field is in a list or unique rule',
    why: 'Filters would tell what is never shown.',
    remedy: 'Remove it from the rule.',
  },
  BB144: {
    severity: 'error',
    title: 'An indexed text is too long',
    why: 'An index entry must fit into a page of the database.',
    remedy: 'Give the field a maxLength of at most 500, and an index at most 2,500 characters in all.',
  },
  BB145: {
    severity: 'warning',
    title: 'A list shape is declared twice, or contains another',
    why: 'It costs space and time on each write and serves no query of its own.',
    remedy: 'Remove one of them.',
  },
  BB146: { severity: 'error', title: 'A rule names a field twice', why: 'A field in a shape or rule counts once.', remedy: 'Remove one of them.' },
  BB147: {
    severity: 'error',
    title: 'A unique rule can never hold',
    why: 'The value under `when` is none that the field can have.',
    remedy: 'Correct the value.',
  },

  BB151: {
    severity: 'error',
    title: 'An audience may do what the resource does not have',
    why: '`can` names an operation or command that is not there.',
    remedy: 'Correct the name, or add it to standard or commands.',
  },
  BB152: {
    severity: 'error',
    title: 'A field rule does not fit',
    why: 'show and hide name fields of the resource, not both; key and system fields are always shown.',
    remedy: 'Correct the names; use one of the two.',
  },
  BB153: {
    severity: 'error',
    title: 'An owner leads nowhere',
    why: 'The path must follow references and end in a reference, text, UUID or enumeration.',
    remedy: 'Correct the path.',
  },
  BB154: {
    severity: 'warning',
    title: 'An audience is not limited to what is its own',
    why: 'Without `own`, every partner sees or changes the records of every other partner.',
    remedy: 'Add `own` with the field that holds the owner, or make sure that the records are meant for all.',
  },
  BB155: { severity: 'warning', title: 'Anyone may change something', why: 'The public audience has no credential.', remedy: 'Give it get and list only.' },
  BB156: {
    severity: 'error',
    title: 'An audience may create, but not see a field that it must give',
    why: 'Fields it does not see are no part of its documents and of its input.',
    remedy: 'Show the field, make it optional() or give it a default().',
  },
  BB157: {
    severity: 'error',
    title: 'A composite is open to an audience that may not read its root',
    why: 'The call would always be refused.',
    remedy: 'Give the audience get on the root, or take it from the audiences.',
  },
  BB158: {
    severity: 'warning',
    title: 'A part of a composite is hidden from an audience',
    why: 'It is left out of the answer without a word.',
    remedy: 'Show it, or offer this audience another composite.',
  },
  BB159: {
    severity: 'warning',
    title: 'An owner rule for an audience that owns nothing',
    why: 'Callers of the public audience have no owner value: they see no record.',
    remedy: "Remove `own`, or the audience; or let the owner be the consumer itself: `ownIs: 'consumer'`.",
  },

  BB161: {
    severity: 'error',
    title: 'Digits do not fit',
    why: 'A decimal has 1 to 38 digits, of which at most all stand behind the point.',
    remedy: 'Correct precision and scale.',
  },
  BB162: {
    severity: 'error',
    title: 'Bounds contradict each other',
    why: 'No value would be valid, or the bound is none of the type.',
    remedy: 'Correct the bounds.',
  },
  BB163: {
    severity: 'error',
    title: 'A pattern cannot be read',
    why: 'It is no regular expression of ECMAScript with the u flag.',
    remedy: 'Correct it; escape with a backslash only what has a meaning.',
  },
  BB164: {
    severity: 'error',
    title: 'A pattern may take forever',
    why: 'A text can be matched in exponentially many ways; one hostile value would stop the process.',
    remedy: 'Do not repeat what repeats the same characters: instead of ([a-z]+)* write [a-z]*.',
  },
  BB165: {
    severity: 'warning',
    title: 'A pattern matches anywhere in the text',
    why: 'Without ^ and $ it accepts any text that contains a match; XML Schema reads it as the whole text.',
    remedy: 'Write ^…$, or .* where a part is meant.',
  },
  BB166: {
    severity: 'error',
    title: 'An enumeration does not hold up',
    why: 'Its values are distinct texts that are not empty.',
    remedy: 'Correct the values.',
  },
  BB167: { severity: 'error', title: 'A default is no valid value', why: 'A create without the field would store it.', remedy: 'Correct the default.' },
  BB168: {
    severity: 'warning',
    title: 'An example is no valid value',
    why: 'Whoever copies it from the documents gets an error.',
    remedy: 'Correct the example.',
  },
  BB169: {
    severity: 'error',
    title: 'A mark has no meaning here',
    why: 'readOnly, writeOnly and default hold for the fields of a record, generated for a key, states and has-many for the fields of a resource.',
    remedy: 'Remove the mark, or move it to the field itself.',
  },
  BB170: { severity: 'error', title: 'A field can be neither written nor read', why: 'It is read-only and write-only.', remedy: 'Keep one of the two.' },
  BB171: {
    severity: 'error',
    title: 'A unit is none',
    why: 'Units are UCUM codes: printable ASCII without blanks, brackets in pairs.',
    remedy: 'Write it as in UCUM: kg, m/s, {pcs}.',
  },

  BB181: {
    severity: 'warning',
    title: 'An older version ends without notice',
    why: 'It has a sunset and was never called deprecated: clients get no warning (RFC 9745).',
    remedy: 'Add `deprecated`.',
  },
} as const satisfies {
  readonly [code: string]: { readonly severity: 'error' | 'warning'; readonly title: string; readonly why: string; readonly remedy: string }
}

export type Code = keyof typeof CODES
