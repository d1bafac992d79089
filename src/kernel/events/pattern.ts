import { refuse } from '../refusal.ts'

const MOST_PATTERNS = 100
const PATTERN = /^(\*|[a-z0-9]+(-[a-z0-9]+)*)(\.(\*|[a-z0-9]+(-[a-z0-9]+)*))*$/

/** Whether an event type fits any of the patterns: by segment; `*` is one segment, and at the end one or more. */
export function typeMatcher(patterns: readonly string[]): (type: string) => boolean {
  if (patterns.length === 0 || patterns.length > MOST_PATTERNS) throw wrong(`1 to ${MOST_PATTERNS} patterns can be given`)
  const rules = patterns.map((pattern) => {
    if (typeof pattern !== 'string' || pattern.length > 255 || !PATTERN.test(pattern))
      throw wrong(`'${String(pattern).slice(0, 80)}' is no pattern: a type such as 'production-order.started', where '*' stands for a segment`)
    return pattern.split('.')
  })
  return (type) => {
    const segments = type.split('.')
    return rules.some((rule) => fits(rule, segments))
  }
}

function fits(rule: readonly string[], segments: readonly string[]): boolean {
  const open = rule.at(-1) === '*'
  if (open ? segments.length < rule.length : segments.length !== rule.length) return false
  return rule.every((part, i) => part === '*' || part === segments[i])
}

function wrong(detail: string): Error {
  return refuse('invalid-filter', `The filter on event types cannot be used: ${detail}.`, { errors: [{ parameter: 'types', detail }] })
}
