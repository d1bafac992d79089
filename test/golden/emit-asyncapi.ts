import type { Audience, ContractData } from '../../src/contract/data.ts'
import { contractAt } from '../../src/contract/versions/index.ts'
import { asyncApi } from '../../src/protocols/events/asyncapi/index.ts'
import { basePath } from '../../src/wire/mount.ts'

export interface Wanted {
  readonly version: string
  readonly audience: Audience
}

/** The document as the server would make it, of a Busbar that also pushes to webhooks. */
export function emitAsyncApi(contract: ContractData, { version, audience }: Wanted): ReturnType<typeof asyncApi> {
  const older = contract.older.find((change) => change.version === version)
  const shown = contractAt(contract, version)
  return asyncApi(shown, {
    publicUrl: 'https://plant.test/bus',
    base: basePath(shown),
    audience,
    webhooks: true,
    ...(older?.deprecated !== undefined && { deprecated: older.deprecated }),
    ...(older?.sunset !== undefined && { sunset: older.sunset }),
  })
}
