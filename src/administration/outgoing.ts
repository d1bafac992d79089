import { defineFault, defineOperation, t } from '../contract/index.ts'
import { implement, type Binding } from '../kernel/bindings.ts'
import { OUTGOING_FACT, outgoingOf, outgoingText, type Outgoing } from '../kernel/events/outgoing.ts'
import type { Store } from '../kernel/ports/store.ts'

const shown = {
  state: t.enum('open', 'paused', 'recorded').doc('`open`: it is sent. `paused`: it waits. `recorded`: it is logged as if it had been sent.'),
  reason: t.string().optional().doc('Why it is paused.'),
  since: t.instant().optional(),
}

export const RecordingLive = defineFault('recording-is-for-tests', {
  code: 'conflict',
  doc: 'Where the environment is live, what is not sent is not counted as sent.',
  detail: { environment: t.string() },
})

export const ReadOutgoing = defineOperation('readOutgoing', {
  doc: 'Whether Busbar sends anything to other systems on its own account: webhooks.',
  path: 'outgoing',
  reads: true,
  input: {},
  output: shown,
  scope: 'administration.read',
})

export const SetOutgoing = defineOperation('setOutgoing', {
  doc: 'Sends from now on, holds it back, or, in a test environment, records it. What waits goes out as it is opened, in its order. In every process within a few seconds.',
  path: 'set-outgoing',
  input: { state: t.enum('open', 'paused', 'recorded'), reason: t.string({ maxLength: 1000 }).optional() },
  output: shown,
  faults: [RecordingLive],
  scope: 'administration.outgoing',
})

export const outgoingMembers = [ReadOutgoing, SetOutgoing, RecordingLive] as const

export function outgoingBindings(ports: { readonly store: Store; readonly environment: 'live' | 'test' }): readonly Binding[] {
  const { store, environment } = ports
  return [
    implement(
      ReadOutgoing,
      async () => {
        const { state, reason, since } = outgoingOf(await store.fact(OUTGOING_FACT), environment)
        return { state, ...(reason !== undefined && { reason }), ...(since !== undefined && { since }) }
      },
      { reaches: 'nothing' },
    ),
    implement(
      SetOutgoing,
      async (context, { state, reason }) => {
        if (state === 'recorded' && environment === 'live') context.fail(RecordingLive, { environment })
        const decided: Outgoing = { state, environment, since: context.now(), ...(reason !== undefined && { reason }) }
        await store.setFact(OUTGOING_FACT, outgoingText(decided))
        return { state, since: context.now(), ...(reason !== undefined && { reason }) }
      },
      { reaches: 'nothing' },
    ),
  ]
}
