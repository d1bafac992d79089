import { forAudience } from '../../../contract/audience.ts'
import type { Audience } from '../../../contract/data.ts'
import type { HttpAnswer, HttpRequest } from '../../../kernel/ports/http.ts'
import { documentAnswer, prepared, type Prepared } from '../../../wire/document.ts'
import type { Mounted } from '../../../wire/mount.ts'
import { notFound } from '../../../wire/otherwise.ts'
import { httpCredential } from '../credential.ts'
import { describeOperations } from '../operations.ts'
import { wsdlOf } from './wsdl.ts'

/** `GET ?wsdl` of one version, as the caller's audience may know it; each is made when first asked for, then kept. */
export function wsdlHandler({ mount, version, contract }: Mounted): (request: HttpRequest) => Promise<HttpAnswer> {
  const older = contract.older.find((change) => change.version === version.version)
  const kept = new Map<Audience, Prepared | undefined>()
  const pick = (audience: Audience): Prepared | undefined => {
    if (!kept.has(audience)) {
      const narrowed = forAudience(version, audience)
      const operations = describeOperations(narrowed)
      kept.set(
        audience,
        operations.length === 0 ? undefined : prepared(wsdlOf(narrowed, { url: mount.url, deprecated: older?.deprecated, sunset: older?.sunset })),
      )
    }
    return kept.get(audience)
  }
  const document = { type: 'text/xml; charset=utf-8', pick, nothing: 'This key can call nothing of this version.', credential: httpCredential }
  return (request) => (/^wsdl(?:=|&|$)/i.test(request.search) ? documentAnswer(mount, request, document) : notFound(mount, request))
}
