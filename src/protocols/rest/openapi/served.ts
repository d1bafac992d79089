import { forAudience } from '../../../contract/audience.ts'
import type { Audience, ContractData } from '../../../contract/data.ts'
import { prepared, type Prepared } from '../../../wire/document.ts'
import { basePath } from '../../../wire/mount.ts'
import { xsdOf } from '../../../wire/xml/index.ts'
import { describeRoutes } from '../routes.ts'
import { openApi, type Dialect } from './document.ts'
import { referenceHtml } from './reference/reference.ts'

export interface Documents {
  /** `undefined`: the audience knows nothing of this version. */
  openapi(audience: Audience, dialect: Dialect): Prepared | undefined
  reference(audience: Audience): Prepared | undefined
  /** The XML Schema of what is sent and shown. */
  xsd(audience: Audience): Prepared | undefined
}

/** The documents of one version, each made when first asked for, then kept: there are as many as audiences and forms. */
export function documentsOf(version: ContractData, whole: ContractData, publicUrl: string): Documents {
  const older = whole.older.find((change) => change.version === version.version)
  const base = basePath(version)
  const kept = new Map<string, Prepared | undefined>()
  const once = (name: string, audience: Audience, make: (contract: ContractData) => string): Prepared | undefined => {
    const id = `${name} ${audience}`
    if (!kept.has(id)) {
      const contract = forAudience(version, audience)
      kept.set(id, describeRoutes(contract).some((route) => route.kind !== 'batch') ? prepared(make(contract)) : undefined)
    }
    return kept.get(id)
  }
  const document = (contract: ContractData, dialect: Dialect): ReturnType<typeof openApi> =>
    openApi(contract, {
      publicUrl,
      base,
      dialect,
      ...(older?.deprecated !== undefined && { deprecated: older.deprecated }),
      ...(older?.sunset !== undefined && { sunset: older.sunset }),
    })
  return {
    openapi: (audience, dialect) => once(dialect, audience, (contract) => JSON.stringify(document(contract, dialect))),
    xsd: (audience) => once('xsd', audience, (contract) => `<?xml version="1.0" encoding="UTF-8"?>\n${xsdOf(contract)}`),
    reference: (audience) => once('reference', audience, (contract) => referenceHtml(document(contract, '3.1'))),
  }
}
