import type { HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import { mountsOf, type Mounted } from '../../wire/mount.ts'
import { notAllowed, notFound, options } from '../../wire/otherwise.ts'
import { checkSoap } from './check.ts'
import { handle } from './handle.ts'
import { soapPath } from './path.ts'
import { serviceOf } from './service.ts'
import { wsdlHandler } from './wsdl/served.ts'

const NAME = 'soap'

/** SOAP 1.1 and 1.2 of each version: `/soap/v1`, administration at `/admin/soap/v1`, each with its WSDL at `?wsdl`, as docs/guides/soap.md says. */
export function soap(): Protocol {
  return {
    name: NAME,
    routes: (kernel, site) => [
      ...mountsOf(kernel, site, { protocol: NAME, documentation: false, path: soapPath }).flatMap(mountedRoutes),
      ...['/soap/*', '/admin/soap/*'].map((path): HttpRoute => ({ method: '*', path, handle: (request) => notFound({ kernel, protocol: NAME }, request) })),
    ],
    check: checkSoap,
  }
}

const ALLOW = 'GET, HEAD, POST, OPTIONS'

function mountedRoutes(mounted: Mounted): readonly HttpRoute[] {
  const { mount, version } = mounted
  const path = mount.base
  const service = serviceOf(mount, version)
  const wsdl = wsdlHandler(mounted)
  return [
    { method: 'POST', path, handle: (request: HttpRequest) => handle(service, request) },
    { method: 'GET', path, handle: wsdl },
    { method: 'HEAD', path, handle: wsdl },
    { method: 'OPTIONS', path, handle: (request: HttpRequest) => options({ 'allow': ALLOW, 'accept-post': 'text/xml, application/soap+xml' }, request) },
    { method: '*', path, handle: (request: HttpRequest) => notAllowed(mount, request, ALLOW) },
  ]
}
