import type { Audience } from '../../../contract/data.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { HttpRoute } from '../../../kernel/ports/http.ts'
import type { Site } from '../../../kernel/ports/protocol.ts'
import { docsRoutes } from '../../../wire/docs/pages.ts'
import { documentRoutes, HTML_TYPE, type Prepared } from '../../../wire/document.ts'
import { JSON_TYPE } from '../../../wire/headers.ts'
import { mountsOf } from '../../../wire/mount.ts'
import { documentsOf } from './served.ts'

/**
 * `/api/v1/openapi.json`, `openapi-3.0.json` and `schema.xsd` of each version, as the caller's audience may know it, and
 * `/docs`, a reference that needs nothing but this server.
 */
export function openApiRoutes(kernel: Kernel, site: Site, protocol: string): readonly HttpRoute[] {
  const routes: HttpRoute[] = []
  const mounts = mountsOf(kernel, site, { protocol, documentation: true })
  for (const { mount, version, contract } of mounts) {
    const documents = documentsOf(version, contract, site.publicUrl)
    const serve = (path: string, type: string, pick: (audience: Audience) => Prepared | undefined): void =>
      void routes.push(...documentRoutes(mount, { path, type, pick, nothing: 'This key can call nothing of this version.' }))
    serve(`${mount.base}/openapi.json`, JSON_TYPE, (audience) => documents.openapi(audience, '3.1'))
    serve(`${mount.base}/openapi-3.0.json`, JSON_TYPE, (audience) => documents.openapi(audience, '3.0'))
    serve(`${mount.base}/schema.xsd`, 'application/xml; charset=utf-8', (audience) => documents.xsd(audience))
    serve(`/docs/reference${mount.base}`, HTML_TYPE, (audience) => documents.reference(audience))
  }
  return [...routes, ...docsRoutes({ kernel, protocol }, site, mounts)]
}
