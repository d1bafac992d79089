import type { ScenarioFace } from './face.ts'
import type { Tally } from './tally.ts'

/** docs/reference/protocols.md: what each protocol cannot say, as it came out when all scenarios were played over it. */
export function protocolsPage(faces: readonly ScenarioFace[], tally: Pick<Tally, 'cannot' | 'unsaid'>): string {
  const lines = [
    '<!-- Printed from the faces in conformance/scenario by test/scenario/scenario.test.ts; RECORD=1 writes it anew. -->',
    '# What protocols cannot say',
    '',
    'A call has the same answer on every protocol: the same record, fault and pointers, the same tokens taken, events, audit records',
    'and idempotency records. One key sent by REST and then by SOAP is one effect. Scenarios that are played over every protocol, and',
    'over all of them in turn, hold this. Here is what a protocol has no words for; nothing else differs.',
    '',
    'What a protocol cannot say of your own contract, `busbar check` tells by name: see [diagnostics](diagnostics.md).',
  ]
  for (const face of faces) {
    const sections = [
      section('Cannot be asked', sorted(tally.cannot.get(face.name))),
      section('Is not in the answer', sorted(tally.unsaid.get(face.name))),
      section('Is done otherwise', [...new Set([face.admits, face.identifies, face.selects].filter((reason) => reason !== undefined))]),
    ].flat()
    lines.push('', `## ${face.name}`, ...(sections.length === 0 ? ['', 'Says everything.'] : sections))
  }
  return `${lines.join('\n')}\n`
}

function section(title: string, reasons: readonly string[]): readonly string[] {
  return reasons.length === 0 ? [] : ['', `${title}:`, '', ...reasons.map((reason) => `- ${reason}`)]
}

/** How often depends on which face had its turn; that it came up does not. */
function sorted(reasons: ReadonlyMap<string, number> | undefined): readonly string[] {
  return [...(reasons?.keys() ?? [])].sort()
}
