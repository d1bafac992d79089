import type { Kernel } from '../../src/kernel/kernel.ts'
import { rest } from '../../src/protocols/rest/index.ts'
import { httpClient } from './http-client.ts'
import { JSON_BODIES, restClient } from './rest-request.ts'
import type { Face } from './scenario.ts'

/** Every call as the HTTP request that a client would send, every answer read back. */
export function restFace(kernel: Kernel, bodies = JSON_BODIES): Face {
  const ask = httpClient(rest().routes(kernel, { publicUrl: 'http://plant.test' }))
  const client = restClient(kernel, bodies)
  return {
    name: 'REST',
    saw: client.saw,
    async play(call) {
      const { method, url, headers, hasBody, answered } = client.requestOf(call)
      const { credential, address, requestId } = call
      return answered(
        await ask({
          method,
          url,
          headers: { ...headers, ...(credential.kind === 'key' && { authorization: `Bearer ${credential.key}` }) },
          ...(hasBody && { body: bodies.write(call) }),
          address,
          requestId,
        }),
      )
    },
  }
}
