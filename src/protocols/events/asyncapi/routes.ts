import type { Kernel } from '../../../kernel/kernel.ts'
import type { HttpRoute } from '../../../kernel/ports/http.ts'
import type { Site } from '../../../kernel/ports/protocol.ts'
import { docsRoutes } from '../../../wire/docs/pages.ts'
import { documentRoutes, HTML_TYPE } from '../../../wire/document.ts'
import { JSON_TYPE } from '../../../wire/headers.ts'
import { mountsOf } from '../../../wire/mount.ts'
import { documentsOf } from './served.ts'

const PROTOCOL = 'events'
const NOTHING = 'This key sees no event of this version.'

/** `/api/v1/asyncapi.json` of each version, as the caller's audience may know it, and `/docs/events`, the same for readers. */
export function asyncapiRoutes(kernel: Kernel, site: Site): readonly HttpRoute[] {
  const webhooks = site.protocols?.includes('webhooks') === true
  const mounts = mountsOf(kernel, site, { protocol: PROTOCOL, documentation: false })
  return [
    ...mounts.flatMap(({ mount, version, contract }) => {
      const documents = documentsOf(version, contract, { publicUrl: site.publicUrl, base: mount.base, webhooks })
      return [
        ...documentRoutes(mount, { path: `${mount.base}/asyncapi.json`, type: JSON_TYPE, pick: documents.asyncapi, nothing: NOTHING }),
        ...documentRoutes(mount, { path: `/docs/events/reference${mount.base}`, type: HTML_TYPE, pick: documents.reference, nothing: NOTHING }),
      ]
    }),
    ...docsRoutes({ kernel, protocol: PROTOCOL }, site, mounts),
  ]
}
