import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import type { Audience, ContractData } from '../../contract/data.ts'
import type { Notices } from '../../kernel/outcome.ts'
import type { Asker, Engine, GraphqlAnswer, GraphqlRequest, Variables } from './engine.ts'
import { errorOf, refuse, Refused, refusal } from './error.ts'
import { mayIntrospect, type Introspection } from './introspection.ts'
import { documentText } from './documents/text.ts'
import type { RegisteredDocuments } from './documents/registered.ts'
import { checkLimits } from './limits/index.ts'
import type { LimitSet } from './limits/limits.ts'
import { rootNames, type RootName } from './names.ts'
import { Documents, operationOf } from './plan/document.ts'
import { fragmentsOf } from './plan/collect.ts'
import { Plans } from './plan/plan.ts'
import { unreachable } from './plan/unreachable.ts'
import { readVariables } from './plan/variables.ts'
import { run, type Target } from './run.ts'
import { schemasOf, type Served } from './schema/schema.ts'
import type { Results } from './subscriptions/results.ts'
import { subscribeTo } from './subscriptions/subscribe.ts'

export interface EngineOptions {
  readonly limits: LimitSet
  readonly documents: RegisteredDocuments
  readonly introspection: Introspection
}

/** What an audience gets, and what was read for it lately. */
interface Face {
  readonly served: Served
  readonly documents: Documents
  readonly plans: Plans
  readonly suggests: boolean
}

/** A request that was read, for someone who is known. */
interface Prepared {
  readonly face: Face
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly given: Variables
}

export function createEngine(version: ContractData, of: { readonly target: Target; readonly options: EngineOptions }): Engine {
  const { target, options } = of
  const schemaFor = schemasOf(version)
  const names = new Map(rootNames(version).map((name): [string, RootName] => [`${name.root}.${name.field}`, name]))
  const faces = new Map<Audience, Face>()

  function faceOf(audience: Audience): Face {
    let face = faces.get(audience)
    if (!face) {
      const served = schemaFor(audience)
      const suggests = audience === 'internal'
      face = { served, suggests, documents: new Documents(served, { suggests, limits: options.limits }), plans: new Plans(served) }
      faces.set(audience, face)
    }
    return face
  }

  /** Throws `Refused`. */
  function prepare(request: GraphqlRequest, face: Face): Prepared {
    const { variables = {} } = request
    const document = face.documents.read(documentText(request, options.documents))
    return { face, document, operation: operationOf(document, request.operationName), given: variables }
  }

  async function asked<T>(request: GraphqlRequest, asker: Asker, perform: (prepared: Prepared) => Promise<T>): Promise<GraphqlAnswer | T> {
    const who = await target.kernel.identify(identityOf(asker), { takes: false })
    if (!who.ok) return { ...refusal(who.problem, asker.requestId), ...(who.notices && { notices: who.notices }) }
    try {
      const face = faceOf(who.principal.audience)
      const prepared = prepare(request, face)
      const { operation } = prepared
      if (operation.operation === 'mutation' && asker.safe) throw refuse('method-not-allowed', 'A mutation is sent by POST.')
      mayIntrospect(prepared.document, operation, { principal: who.principal, introspection: options.introspection })
      const limited = checkLimits({ document: prepared.document, operation, variables: prepared.given, schema: face.served.schema }, options.limits)
      if (limited) throw limited
      return await perform(prepared)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return withToken(refused(error, asker), asker)
    }
  }

  function execute(request: GraphqlRequest, asker: Asker): Promise<GraphqlAnswer> {
    return asked(request, asker, (prepared) => {
      if (prepared.operation.operation === 'subscription')
        throw refuse('malformed', 'A subscription is asked for with "Accept: text/event-stream", or over a WebSocket.')
      return answered(prepared, asker)
    })
  }

  function subscribe(request: GraphqlRequest, asker: Asker): Promise<GraphqlAnswer | Results> {
    return asked(request, asker, (prepared) => (prepared.operation.operation === 'subscription' ? followed(prepared, asker) : answered(prepared, asker)))
  }

  function followed({ face, document, operation, given }: Prepared, asker: Asker): Promise<GraphqlAnswer | Results> {
    const invalid = face.documents.validate(document)
    if (invalid) throw invalid
    const { values, refused: unfit } = readVariables(face.served.schema, operation, { given, suggests: face.suggests })
    if (unfit) throw unfit
    return subscribeTo({ served: face.served, target, document, operation, variables: values, asker })
  }

  async function answered(prepared: Prepared, asker: Asker): Promise<GraphqlAnswer> {
    const { face, document, operation, given } = prepared
    const hidden = unreachable(operation, { fragments: fragmentsOf(document), model: face.served.model, names, given })
    if (hidden) {
      // It is there, and not for this audience: the kernel says so, in the words of every protocol, and remembers that it was tried.
      const outcome = await target.kernel.handle({ ...target, ...identityOf(asker), ...hidden })
      if (!outcome.ok) return { ...refusal(outcome.problem, asker.requestId), ...(outcome.notices && { notices: outcome.notices }) }
    }
    const invalid = face.documents.validate(document)
    if (invalid) throw invalid
    const variables = readVariables(face.served.schema, operation, { given, suggests: face.suggests })
    const plan = face.plans.of(document, operation, variables.values)
    const { refused: unfit } = variables
    if (unfit && (plan.steps.length !== 1 || plan.steps[0]?.kind !== 'call')) throw unfit
    const { calls, ...answer } = await run(target, { served: face.served, plan, document, operation, variables: variables.values, asker })
    // What does not fit its type is refused before anything is executed; with one field alone the kernel finds the same and more, with its pointers.
    const said = unfit ? misfit(answer, { unfit, asker, changes: operation.operation === 'mutation' }) : answer
    return calls === 0 ? withToken(said, asker) : said
  }

  /** A request that ends in no call takes the token of one. */
  async function withToken(answer: GraphqlAnswer, asker: Asker): Promise<GraphqlAnswer> {
    const who = await target.kernel.identify(identityOf(asker))
    if (!who.ok) return { ...refusal(who.problem, asker.requestId), ...(who.notices && { notices: who.notices }) }
    return who.notices ? { ...answer, notices: who.notices } : answer
  }

  function identityOf({ credential, address, requestId }: Asker): Pick<Asker, 'credential' | 'address' | 'requestId'> & { readonly protocol: string } {
    return { credential, address, requestId, protocol: target.protocol }
  }

  return { execute, subscribe }
}

/** The one field that did not fit: what the kernel says of it is what is wrong with the request. */
function misfit(answer: GraphqlAnswer, of: { readonly unfit: Refused; readonly asker: Asker; readonly changes: boolean }): GraphqlAnswer {
  const notices: { readonly notices?: Notices } = answer.notices ? { notices: answer.notices } : {}
  if (answer.problem) return answer
  const [first] = answer.body.errors ?? []
  const { code } = first?.extensions ?? {}
  if (first === undefined) return of.changes ? answer : { ...refused(of.unfit, of.asker), ...notices }
  const { path: _, ...rest } = first
  return { body: { errors: [rest] }, problem: { ...of.unfit.problem, code: typeof code === 'string' ? code : of.unfit.problem.code }, ...notices }
}

function refused(error: Refused, { requestId }: Asker): GraphqlAnswer {
  return { body: { errors: error.errors.map(({ problem, at }) => errorOf(problem, requestId, at)) }, problem: error.problem }
}
