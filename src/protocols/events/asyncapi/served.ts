import type { Audience, ContractData } from '../../../contract/data.ts'
import { prepared, type Prepared } from '../../../wire/document.ts'
import { asyncApi } from './document.ts'
import type { Part } from './part.ts'
import { referenceHtml } from './reference.ts'

export interface Documents {
  /** `undefined`: the audience sees no event of this version. */
  asyncapi(audience: Audience): Prepared | undefined
  reference(audience: Audience): Prepared | undefined
}

/** The documents of one version, each made when first asked for, then kept: there are as many as audiences and forms. */
export function documentsOf(
  version: ContractData,
  whole: ContractData,
  of: { readonly publicUrl: string; readonly base: string; readonly webhooks: boolean },
): Documents {
  const older = whole.older.find((change) => change.version === version.version)
  const kept = new Map<string, Prepared | undefined>()
  const once = (form: string, audience: Audience, make: (document: Part) => string): Prepared | undefined => {
    const id = `${form} ${audience}`
    if (!kept.has(id)) {
      const document = asyncApi(version, {
        ...of,
        audience,
        ...(older?.deprecated !== undefined && { deprecated: older.deprecated }),
        ...(older?.sunset !== undefined && { sunset: older.sunset }),
      })
      kept.set(id, document && prepared(make(document)))
    }
    return kept.get(id)
  }
  return {
    asyncapi: (audience) => once('asyncapi', audience, (document) => JSON.stringify(document)),
    reference: (audience) => once('reference', audience, referenceHtml),
  }
}
