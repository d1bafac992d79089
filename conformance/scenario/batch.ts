import type { Kernel } from '../../src/kernel/kernel.ts'
import { rest } from '../../src/protocols/rest/index.ts'
import { httpClient } from './http-client.ts'
import { restClient } from './rest-request.ts'
import type { Face } from './scenario.ts'

interface BatchAnswer {
  readonly responses?: readonly { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body?: unknown }[]
}

/** Every call as the only one of a `POST /batch`. What is of the whole answer there is read as that of the call. */
export function batchFace(kernel: Kernel): Face {
  const ask = httpClient(rest().routes(kernel, { publicUrl: 'http://plant.test' }))
  const client = restClient(kernel)
  return {
    name: 'REST batch',
    saw: client.saw,
    async play(call) {
      const { method, url, headers, hasBody, answered } = client.requestOf(call)
      const [, base = '', path = ''] = /^(\/api\/[^/]+)(.*)$/.exec(url) ?? []
      const { credential, address, requestId } = call
      const whole = await ask({
        method: 'POST',
        url: `${base}/batch`,
        headers: { 'content-type': 'application/json', ...(credential.kind === 'key' && { authorization: `Bearer ${credential.key}` }) },
        body: JSON.stringify({ calls: [{ method, path, headers, ...(hasBody && { body: call.input }) }] }),
        address,
        requestId,
      })
      // What is wrong with the credential is said once, for the whole.
      const [one] = (JSON.parse(whole.text) as BatchAnswer).responses ?? []
      if (!one) return answered(whole)
      const shared = Object.fromEntries(['ratelimit', 'ratelimit-policy'].map((name) => [name, whole.headers[name]]).filter(([, value]) => value !== undefined))
      return answered({ status: one.status, headers: { ...shared, ...one.headers }, text: one.body === undefined ? '' : JSON.stringify(one.body) })
    },
  }
}
