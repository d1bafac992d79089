import type { HttpRoute } from '../../kernel/ports/http.ts'

/**
 * The routes for "any other method". They are looked up here and not in Fastify's router, which keeps one tree a method:
 * thirty methods a path would cost a third of a second at every start.
 */
export class AnyMethodRoutes {
  readonly #root = node()

  add(route: HttpRoute): void {
    let at = this.#root
    for (const segment of route.path.split('/')) {
      if (segment === '*') {
        at.rest = route
        return
      }
      if (segment.startsWith(':')) at = (at.any ??= { name: segment.slice(1), node: node() }).node
      else {
        let next = at.fixed.get(segment)
        if (!next) at.fixed.set(segment, (next = node()))
        at = next
      }
    }
    at.route = route
  }

  /** `path` without a query, as it came. Throws a `URIError` where a parameter cannot be decoded. */
  find(path: string): { readonly route: HttpRoute; readonly params: { readonly [name: string]: string } } | undefined {
    return walk(this.#root, path.split('/'), 0)
  }
}

type Match = { route: HttpRoute; params: { [name: string]: string } }

function walk(at: Node, segments: readonly string[], depth: number): Match | undefined {
  const segment = segments[depth]
  if (segment === undefined) return at.route && { route: at.route, params: {} }
  const fixed = at.fixed.get(segment)
  const found = fixed && walk(fixed, segments, depth + 1)
  if (found) return found
  if (at.any && segment !== '') {
    const below = walk(at.any.node, segments, depth + 1)
    if (below) {
      below.params[at.any.name] = decodeURIComponent(segment)
      return below
    }
  }
  return at.rest && { route: at.rest, params: { '*': decodeURIComponent(segments.slice(depth).join('/')) } }
}

interface Node {
  readonly fixed: Map<string, Node>
  any: { readonly name: string; readonly node: Node } | undefined
  rest: HttpRoute | undefined
  route: HttpRoute | undefined
}

function node(): Node {
  return { fixed: new Map(), any: undefined, rest: undefined, route: undefined }
}
