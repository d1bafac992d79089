import type { Change } from './change.ts'
import { CLIENTS, ROLES, talkedBy, type Breaks, type Client } from './client.ts'

const DO: { readonly [B in Breaks]: string } = {
  reader: 'read',
  writer: 'write',
  caller: 'call commands and operations',
  events: 'receive events',
}

/**
 * Changes as text that can be sent to a partner: what breaks first, grouped by whom it breaks, then what is merely new.
 * `clients`: the kinds of client that there are, as given to `changesFor`; all where absent.
 */
export function formatChanges(changes: readonly Change[], clients: readonly Client[] = CLIENTS): string {
  if (changes.length === 0) return 'Nothing has changed.\n'
  const breaking = changes.filter((change) => change.breaks.length > 0)
  const compatible = changes.filter((change) => change.breaks.length === 0)
  const groups = new Map<string, Change[]>()
  for (const change of breaking) {
    const title = titleOf(change, clients)
    groups.set(title, [...(groups.get(title) ?? []), change])
  }
  const parts = [...groups].map(([title, its]) => `Breaks ${title}\n${its.map(lines).join('')}`)
  if (compatible.length > 0) parts.push(`Breaks nobody\n${compatible.map(lines).join('')}`)
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
  const total = `${count(breaking.length, 'change')} that break${breaking.length === 1 ? 's' : ''} someone, ${count(compatible.length, 'change')} that do${compatible.length === 1 ? 'es' : ''} not.`
  const each = clients.map((client) => `${client} ${breaking.filter((change) => change.clients.includes(client)).length}`)
  return `${parts.join('\n')}\n${total}\n${breaking.length > 0 ? `By kind of client: ${each.join(', ')}.\n` : ''}`
}

/** `programs that read and receive events (not in GraphQL)`. */
function titleOf({ breaks, clients }: Change, seen: readonly Client[]): string {
  const who = breaks.length === ROLES.length ? 'every program' : `programs that ${and(breaks.map((one) => DO[one]))}`
  const possible = talkedBy(breaks).filter((client) => seen.includes(client))
  const spared = possible.filter((client) => !clients.includes(client))
  if (spared.length === 0) return who
  return spared.length === 1 && clients.length > 1 ? `${who} (not in ${spared[0]})` : `${who} (only in ${and(clients)})`
}

function and(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function lines({ message, remedy, breaks }: Change): string {
  return breaks.length === 0 ? `  - ${message}\n` : `  - ${message}\n    ${remedy}\n`
}
