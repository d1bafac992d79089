import type { HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import type { PasswordOf } from '../../kernel/ports/protocol.ts'
import { readSetting, type Late } from '../../kernel/ports/setting.ts'
import { mountsOf, type Mounted } from '../../wire/mount.ts'
import { notAllowed, notFound, options } from '../../wire/otherwise.ts'
import { checkSoap } from './check.ts'
import { passwordsOf } from './digest.ts'
import { handle } from './handle.ts'
import { soapPath } from './path.ts'
import { serviceOf } from './service.ts'
import { wsdlHandler } from './wsdl/served.ts'

const NAME = 'soap'

export interface SoapOptions {
  /**
   * What the password of each key is derived from, for clients that send it as `PasswordDigest` (WS-Security UsernameToken Profile
   * 1.1): 32 characters at least, from the environment. Another secret makes other passwords, of all keys. Without it such
   * messages are refused.
   */
  readonly digestSecret?: Late<string>
}

/** SOAP 1.1 and 1.2 of each version: `/soap/v1`, administration at `/admin/soap/v1`, each with its WSDL at `?wsdl`, as docs/guides/soap.md says. */
export function soap({ digestSecret }: SoapOptions = {}): Protocol {
  const passwords = digestSecret === undefined ? undefined : (): PasswordOf => passwordsOf(readSetting(digestSecret))
  return {
    name: NAME,
    routes(kernel, site) {
      const passwordOf = passwords?.()
      return [
        ...mountsOf(kernel, site, { protocol: NAME, documentation: false, path: soapPath }).flatMap((mounted) => mountedRoutes(mounted, passwordOf)),
        ...['/soap/*', '/admin/soap/*'].map((path): HttpRoute => ({ method: '*', path, handle: (request) => notFound({ kernel, protocol: NAME }, request) })),
      ]
    },
    ...(passwords && { passwords }),
    check: checkSoap,
  }
}

const ALLOW = 'GET, HEAD, POST, OPTIONS'

function mountedRoutes(mounted: Mounted, passwordOf: PasswordOf | undefined): readonly HttpRoute[] {
  const { mount, version } = mounted
  const path = mount.base
  const service = serviceOf(mount, version, { passwordOf })
  const wsdl = wsdlHandler(mounted)
  return [
    { method: 'POST', path, handle: (request: HttpRequest) => handle(service, request) },
    { method: 'GET', path, handle: wsdl },
    { method: 'HEAD', path, handle: wsdl },
    { method: 'OPTIONS', path, handle: (request: HttpRequest) => options({ 'allow': ALLOW, 'accept-post': 'text/xml, application/soap+xml' }, request) },
    { method: '*', path, handle: (request: HttpRequest) => notAllowed(mount, request, ALLOW) },
  ]
}
