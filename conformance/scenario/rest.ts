import type { Kernel } from '../../src/kernel/kernel.ts'
import { rest } from '../../src/protocols/rest/index.ts'
import { httpClient } from './http-client.ts'
import { JSON_BODIES, restClient, type Bodies } from './rest-request.ts'
import type { Face } from './scenario.ts'

/** Every call as the HTTP request that a client would send, every answer read back. */
export function restFace(kernel: Kernel, bodies: Bodies = JSON_BODIES): Face {
  const ask = httpClient(rest().routes(kernel, { publicUrl: 'http://plant.test' }))
  const client = restClient(kernel, bodies)
  return {
    name: 'REST',
    saw: client.saw,
    async play(call) {
      const { method, url, headers, body, answered } = client.requestOf(call)
      const { credential, address, requestId } = call
      return answered(
        await ask({
          method,
          url,
          headers: { ...headers, ...(credential.kind === 'key' && { authorization: `Bearer ${credential.key}` }) },
          ...(body !== undefined && { body: bodies.write(call) }),
          address,
          requestId,
        }),
      )
    },
  }
}
