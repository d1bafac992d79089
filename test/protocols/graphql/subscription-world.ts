import { graphql, type GraphqlOptions } from '../../../src/protocols/graphql/index.ts'
import { SUBPROTOCOL } from '../../../src/protocols/graphql/subscriptions/socket/route.ts'
import { socketWorld, type Client, type World, type WorldOptions } from '../events/socket-world.ts'

const SITE = { publicUrl: 'https://plant.example' }

/** A server with GraphQL over a kernel over a store, on a clock by hand. */
export function graphqlWorld({ callers = {}, ...options }: Pick<WorldOptions, 'callers'> & GraphqlOptions = {}): Promise<World> {
  const protocol = graphql(options)
  return socketWorld({
    callers,
    serves: (kernel) => ({ routes: protocol.routes(kernel, SITE), sockets: protocol.sockets?.(kernel, SITE) ?? [] }),
  })
}

/** A WebSocket that was let in. */
export async function entered(world: World, as = 'internal', path = '/graphql'): Promise<Client> {
  const client = await world.connect({ path, subprotocol: SUBPROTOCOL })
  const hello = await client.ask({ type: 'connection_init', payload: { Authorization: `Bearer ${world.key(as)}` } })
  if (hello.type !== 'connection_ack') throw new Error(JSON.stringify(hello))
  return client
}
