import { forAudience } from '../../src/contract/audience.ts'
import type { Audience, ContractData } from '../../src/contract/data.ts'
import { contractAt } from '../../src/contract/versions/index.ts'
import { openApi } from '../../src/protocols/rest/openapi/index.ts'
import { basePath } from '../../src/wire/mount.ts'

export interface Wanted {
  readonly version: string
  readonly audience: Audience
  readonly dialect: '3.1' | '3.0'
}

/** The document as the server would make it. */
export function emit(contract: ContractData, { version, audience, dialect }: Wanted): ReturnType<typeof openApi> {
  const older = contract.older.find((change) => change.version === version)
  const narrowed = forAudience(contractAt(contract, version), audience)
  return openApi(narrowed, {
    publicUrl: 'https://plant.test/bus',
    base: basePath(narrowed),
    dialect,
    ...(older?.deprecated !== undefined && { deprecated: older.deprecated }),
    ...(older?.sunset !== undefined && { sunset: older.sunset }),
  })
}
