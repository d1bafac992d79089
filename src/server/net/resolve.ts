import { lookup } from 'node:dns/promises'

/** All addresses of a name, in the order they are to be tried. Rejects, or answers none, where it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** As the system resolves names: with its hosts file, its search list, its order. */
export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address)

/**
 * Who asks for a name that is being asked for waits for the same answer. The system has few threads for this, so many
 * connections to a name that nobody answers for would else hold up all others. Nothing is kept beyond the answer.
 */
export function together(resolve: Resolve): Resolve {
  const asked = new Map<string, Promise<readonly string[]>>()
  return (name) => {
    let answer = asked.get(name)
    if (answer === undefined) {
      answer = resolve(name).finally(() => asked.delete(name))
      asked.set(name, answer)
    }
    return answer
  }
}
