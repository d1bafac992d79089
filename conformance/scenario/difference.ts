import { AssertionError } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { ScenarioFace } from './face.ts'
import type { Play, PlayedStep } from './play.ts'
import type { Observed } from './scenario.ts'
import { canonical, numbered } from './state.ts'
import { limitsLeft } from './watched.ts'

/** Throws where two plays of a scenario differ: in an answer, in what went along with it, in a limit, or in what is stored in the end. Says what and where. */
export function mustBeTheSame(play: Play, model: Play): void {
  const differences = [...inSteps(play, model), ...inState(play, model)]
  if (differences.length === 0) return
  const shown = differences.slice(0, MOST_SHOWN)
  const more = differences.length - shown.length
  throw new AssertionError({ message: `${shown.join('\n')}${more > 0 ? `\n… and ${more} more` : ''}` })
}

const MOST_SHOWN = 12

function inSteps(play: Play, model: Play): readonly string[] {
  const here = numbered()
  const there = numbered()
  return play.steps.flatMap((step, i) => {
    const other = model.steps[i]
    if (!other) return [`${step.where}: was not played there`]
    const differences = membersOf(step.observed, other.observed).flatMap((member) => {
      const got = here(textOf(member, step.observed))
      const wanted = there(textOf(member, other.observed))
      return got === wanted ? [] : [`${step.where}: '${member}' is ${got}, and over the kernel ${wanted}`]
    })
    if (!step.observed.unsaid?.told && step.observed.wordless === undefined && step.observed.told && !isTold(step))
      differences.push(`${step.where}: the answer tells ${JSON.stringify(step.observed.told)}, and the kernel had said ${JSON.stringify(step.told)}`)
    const limits = limitsOf(step, play)
    const otherLimits = limitsOf({ ...other, admissions: { day: 0, month: 0 } }, play)
    if (!isDeepStrictEqual(limits, otherLimits))
      differences.push(`${step.where}: what is left is ${JSON.stringify(limits)}, and over the kernel ${JSON.stringify(otherLimits)}`)
    return differences
  })
}

function membersOf(one: Observed, other: Observed): readonly (keyof Observed)[] {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Observed>
  for (const excuse of ['told', 'unsaid', 'nullIsAbsent', 'wordless'] as const) members.delete(excuse)
  return [...members]
}

/** In one form: members in any order, and of a cursor only that it is there. */
function textOf(member: keyof Observed, observed: Observed): string {
  const value = observed[member]
  if (member === 'next') return value === undefined ? 'not there' : 'there'
  if (member === 'errors') return JSON.stringify(value ?? [])
  return value === undefined || value === false ? 'not there' : canonical(value)
}

/** A protocol may add to a sentence; where it refuses by itself, the words are its own. */
function isTold({ observed, told }: PlayedStep): boolean {
  const { sentence = '', title, ...here } = observed.told ?? {}
  const { sentence: model = '', title: modelTitle, ...there } = told
  return isDeepStrictEqual(here, there) && (modelTitle === undefined || (title === modelTitle && sentence.startsWith(model)))
}

function limitsOf(step: PlayedStep, { steps }: Play): { readonly [name: string]: number } {
  const admits = steps.some(({ face }) => face.admits !== undefined)
  return limitsLeft(step.limits, admits ? step.admissions : undefined)
}

/** A record of the trail without what some faces say otherwise, for a reason that they give. */
function asAsked(line: string, faces: readonly ScenarioFace[]): string {
  if (!line.startsWith('audit ')) return line
  if (REFUSED.test(line) && faces.some(({ admits, identifies }) => (admits ?? identifies) !== undefined))
    return line.replace(/"operation":"[^"]*"/, '"operation":"identify"').replace(/"key":"[^"]*"/, '"key":""')
  if (!line.includes(READ) || !faces.some(({ selects }) => selects !== undefined)) return line
  return line
    .replace(/,?\\"fields\\":\[[^\]]*\]/, '')
    .replace(/,?\\"cursors\\":\\"[a-z]+\\"/, '')
    .replace('\\"query\\":{}', '')
    .replaceAll('{,', '{')
}
const REFUSED = /"outcome":"(?:unauthenticated|address-not-allowed)"/
const READ = String.raw`"payload":"{\"changes\":[],\"input\":`

function inState(play: Play, model: Play): readonly string[] {
  const faces = play.steps.map(({ face }) => face)
  const admits = faces.some((face) => face.admits !== undefined)
  const lines = (of: Play): readonly string[] => {
    const named = numbered()
    // In the order in which callers saw them, so that both plays give one name to one record.
    for (const { observed } of of.steps) named(JSON.stringify(observed))
    return of.state
      .map((line) => asAsked(named(line), faces))
      .filter((line) => !line.startsWith('counter ') || (!admits && !line.startsWith('counter {"counter":"rate')))
  }
  const here = lines(play)
  const there = lines(model)
  const [mine, others] = [new Set(here), new Set(there)]
  const differences = [
    ...here.filter((line) => !others.has(line)).map((line) => `stored: ${line}`),
    ...there.filter((line) => !mine.has(line)).map((line) => `stored over the kernel: ${line}`),
  ]
  if (differences.length === 0 && here.length !== there.length) return [`stored: ${here.length} rows, and over the kernel ${there.length}`]
  return differences
}
