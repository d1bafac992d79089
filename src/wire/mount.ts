import type { ContractData } from '../contract/data.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Failure } from '../kernel/outcome.ts'
import type { HttpAnswer } from '../kernel/ports/http.ts'
import type { Site } from '../kernel/ports/protocol.ts'
import { credentialOf } from './credential.ts'
import type { Headers } from './headers.ts'
import { WireRefusal, problemAnswer } from './problem.ts'
import type { WireRequest } from './request.ts'
import { servedVersions } from './served.ts'

/** Where a request came in. */
export interface Entry {
  readonly kernel: Kernel
  /** Of the protocol: `rest`. */
  readonly protocol: string
}

/** One version of one contract, as a protocol mounts it. */
export interface Mount extends Entry {
  readonly contract: string
  readonly version: string
  /** Below the public URL: `/api/v1`. */
  readonly base: string
  /** The same, absolute: `https://plant.example/api/v1`. */
  readonly url: string
  /** Of an older version: what its answers link to once it is deprecated. */
  readonly links?: string | undefined
}

/** Where a contract's version is mounted, below the public URL. */
export function basePath(contract: Pick<ContractData, 'name' | 'version'>): string {
  return contract.name === 'administration' ? `/admin/${contract.version}` : `/api/${contract.version}`
}

/** A mount, and what it serves. */
export interface Mounted {
  readonly mount: Mount
  /** The version as a contract of its own. */
  readonly version: ContractData
  /** What it is a version of. */
  readonly contract: ContractData
}

/** Each version of each contract, the current one first. `documentation`: there is a page at `/docs` that explains a deprecated one. `path`: where it is, if not at `basePath`. */
export function mountsOf(
  kernel: Kernel,
  site: Site,
  of: { readonly protocol: string; readonly documentation: boolean; readonly path?: typeof basePath },
): readonly Mounted[] {
  const pathOf = of.path ?? basePath
  return kernel.contracts.flatMap((contract) =>
    servedVersions(contract).map((version) => {
      const base = pathOf(version)
      const successor = `<${site.publicUrl}${pathOf(contract)}>; rel="successor-version"`
      const explained = of.documentation ? `<${site.publicUrl}/docs>; rel="deprecation"; type="text/html", ${successor}` : successor
      const links = version.version === contract.version ? undefined : explained
      const mount: Mount = {
        kernel,
        protocol: of.protocol,
        contract: contract.name,
        version: version.version,
        base,
        url: site.publicUrl + base,
        links,
      }
      return { mount, version, contract }
    }),
  )
}

/**
 * A request that cannot become a call is still someone's: it takes a limit token like any other, and who may not call at
 * all learns that first and nothing of the contract.
 */
export async function refuse(entry: Entry, request: WireRequest, error: unknown): Promise<HttpAnswer> {
  const { failure, headers } = await refusal(entry, request, error)
  return problemAnswer(failure, request, { headers })
}

/** The same before it is an answer, for protocols that have other words for a problem. */
export async function refusal(
  entry: Entry,
  request: WireRequest,
  error: unknown,
): Promise<{ readonly failure: Failure; readonly headers?: Headers | undefined }> {
  if (!(error instanceof WireRefusal)) throw error
  const failure: Failure = { ok: false, problem: error.problem }
  if (error.anonymous) return { failure }
  let credential
  try {
    credential = credentialOf(request)
  } catch (unreadable) {
    if (!(unreadable instanceof WireRefusal)) throw unreadable
    return { failure: { ok: false, problem: unreadable.problem } }
  }
  const who = await entry.kernel.identify({ protocol: entry.protocol, credential, address: request.address, requestId: request.requestId })
  if (!who.ok) return { failure: who }
  return { failure: who.notices ? { ...failure, notices: who.notices } : failure, headers: error.headers }
}
