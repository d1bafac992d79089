import { parsePattern, type CharSet, type Node } from './pattern-parse.ts'

/**
 * Whether a backtracking matcher can take exponential time: the pattern, as an automaton of positions (Glushkov), has a
 * state that the same text can leave and reach again in two ways (Weber and Seidl 1991, criterion EDA). Exact for what
 * the automaton says of the pattern; long counted repetitions are shortened, so it may miss some, but `^[a-z]+(-[a-z]+)*$`
 * is rightly harmless and `^([a-z]+)*$` is not. `source` must be a valid expression.
 */
export function mayTakeForever(source: string): boolean {
  return parsePattern(source).some((node) => isExponential(node))
}

/** A repetition with more optional rounds than this counts as endless, one with more required rounds has these many. */
const MOST_OPTIONAL = 10
const MOST_REQUIRED = 4
/** Larger patterns are not looked at: pairs of positions grow with the square. */
const MOST_POSITIONS = 160

interface Automaton {
  readonly sets: CharSet[]
  /** Edges from a position, with how many ways lead along each. */
  readonly follow: Map<number, number>[]
}
interface Part {
  readonly nullable: boolean
  readonly first: readonly number[]
  readonly last: readonly number[]
}

function isExponential(root: Node): boolean {
  const automaton: Automaton = { sets: [], follow: [] }
  if (!build(automaton, root)) return false
  const { sets, follow } = automaton
  const count = sets.length
  // An edge that two loops make, inside a loop: each round can be counted to either.
  const component = components(count, (from) => [...(follow[from]?.keys() ?? [])])
  for (const [from, edges] of follow.entries()) for (const [to, ways] of edges) if (ways > 1 && component[from] === component[to]) return true
  // Two paths over the same text that part at a position and meet there again.
  const pairs = components(count * count, (pair) => {
    const from = Math.floor(pair / count)
    // Both paths stay inside the loop they part in.
    const inside = component[from]
    if (component[pair % count] !== inside) return []
    const out: number[] = []
    for (const a of follow[from]?.keys() ?? []) {
      if (component[a] !== inside) continue
      for (const b of follow[pair % count]?.keys() ?? []) if (component[b] === inside && meet(sets[a], sets[b])) out.push(a * count + b)
    }
    return out
  })
  const diagonal = new Set<number>()
  for (let i = 0; i < count; i++) diagonal.add(pairs[i * count + i] ?? -1)
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) if (i !== j && diagonal.has(pairs[i * count + j] ?? -2)) return true
  return false
}

function build(automaton: Automaton, node: Node): Part | undefined {
  if (automaton.sets.length > MOST_POSITIONS) return undefined
  switch (node.is) {
    case 'set': {
      const position = automaton.sets.push(node.set) - 1
      automaton.follow.push(new Map())
      return { nullable: false, first: [position], last: [position] }
    }
    case 'all': {
      let whole: Part | undefined = { nullable: true, first: [], last: [] }
      for (const of of node.of) whole = whole && then(automaton, whole, build(automaton, of))
      return whole
    }
    case 'any': {
      let whole: Part | undefined = { nullable: false, first: [], last: [] }
      for (const of of node.of) {
        const part = build(automaton, of)
        whole = whole && part && { nullable: whole.nullable || part.nullable, first: [...whole.first, ...part.first], last: [...whole.last, ...part.last] }
      }
      return whole
    }
    case 'repeat':
      return repeat(automaton, node)
  }
}

function repeat(automaton: Automaton, { of, least, most }: Extract<Node, { is: 'repeat' }>): Part | undefined {
  const endless = most - least > MOST_OPTIONAL
  const required = Math.min(least, MOST_REQUIRED)
  let whole: Part | undefined = { nullable: true, first: [], last: [] }
  for (let i = 0; i < required; i++) {
    const part = build(automaton, of)
    if (part && endless && i === required - 1) loop(automaton, part)
    whole = whole && then(automaton, whole, part)
  }
  if (endless && required === 0) {
    const part = build(automaton, of)
    if (part) loop(automaton, part)
    return part && { ...part, nullable: true }
  }
  if (!endless) {
    let optional: Part | undefined = { nullable: true, first: [], last: [] }
    for (let i = least; i < most; i++) {
      const part = build(automaton, of)
      const rest: Part | undefined = part && then(automaton, part, optional)
      optional = rest && { ...rest, nullable: true }
    }
    whole = whole && then(automaton, whole, optional)
  }
  return whole
}

function loop(automaton: Automaton, part: Part): void {
  for (const from of part.last) for (const to of part.first) edge(automaton, from, to)
}

function then(automaton: Automaton, left: Part, right: Part | undefined): Part | undefined {
  if (!right) return undefined
  for (const from of left.last) for (const to of right.first) edge(automaton, from, to)
  return {
    nullable: left.nullable && right.nullable,
    first: left.nullable ? [...left.first, ...right.first] : left.first,
    last: right.nullable ? [...left.last, ...right.last] : right.last,
  }
}

function edge({ follow }: Automaton, from: number, to: number): void {
  const edges = follow[from]
  edges?.set(to, (edges.get(to) ?? 0) + 1)
}

function meet(a: CharSet | undefined, b: CharSet | undefined): boolean {
  for (const [low, high] of a ?? []) for (const [other, end] of b ?? []) if (low <= end && other <= high) return true
  return false
}

/** Strongly connected components (Tarjan), without recursion: which one each node is in. A node alone, without an edge to itself, has one of its own. */
function components(count: number, edgesOf: (node: number) => readonly number[]): readonly number[] {
  const order: number[] = new Array<number>(count).fill(-1)
  const low: number[] = new Array<number>(count).fill(0)
  const component: number[] = new Array<number>(count).fill(-1)
  const open: number[] = []
  let next = 0
  let found = 0
  for (let start = 0; start < count; start++) {
    if (order[start] !== -1) continue
    const path = [{ node: start, edges: edgesOf(start), at: 0 }]
    order[start] = low[start] = next++
    open.push(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { node } = top
      const to = top.edges[top.at++]
      if (to !== undefined) {
        if (order[to] === -1) {
          order[to] = low[to] = next++
          open.push(to)
          path.push({ node: to, edges: edgesOf(to), at: 0 })
        } else if (component[to] === -1) low[node] = Math.min(low[node] ?? 0, order[to] ?? 0)
        continue
      }
      path.pop()
      const above = path.at(-1)
      if (above) low[above.node] = Math.min(low[above.node] ?? 0, low[node] ?? 0)
      if (low[node] !== order[node]) continue
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = found
        if (member === node) break
      }
      found++
    }
  }
  return component
}
