import type { Breaks, Change } from './change.ts'

const TITLES: { readonly [B in Breaks]: string } = {
  reader: 'programs that read',
  writer: 'programs that write',
  caller: 'programs that call commands and operations',
  events: 'programs that receive events',
}

/** Changes as text that can be sent to a partner: what breaks first, grouped by whom it breaks, then what is merely new. */
export function formatChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing has changed.\n'
  const breaking = changes.filter((change) => change.breaks.length > 0)
  const compatible = changes.filter((change) => change.breaks.length === 0)
  const groups = new Map<string, Change[]>()
  for (const change of breaking) {
    const title = change.breaks.map((who) => TITLES[who]).join(', ')
    groups.set(title, [...(groups.get(title) ?? []), change])
  }
  const parts = [...groups].map(([title, its]) => `Breaks ${title}\n${its.map(lines).join('')}`)
  if (compatible.length > 0) parts.push(`Breaks nobody\n${compatible.map(lines).join('')}`)
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
  return `${parts.join('\n')}\n${count(breaking.length, 'change')} that break${breaking.length === 1 ? 's' : ''} someone, ${count(compatible.length, 'change')} that do${compatible.length === 1 ? 'es' : ''} not.\n`
}

function lines({ message, remedy, breaks }: Change): string {
  return breaks.length === 0 ? `  - ${message}\n` : `  - ${message}\n    ${remedy}\n`
}
