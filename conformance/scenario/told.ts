import type { Told } from './scenario.ts'

/** What the headers of an answer over HTTP tell, whichever protocol it is of. */
export function toldByHeaders(headers: { readonly [name: string]: string | readonly string[] | undefined }): Told {
  const text = (name: string): string | undefined => (headers[name] === undefined ? undefined : String(headers[name]))
  const limits = text('ratelimit')
  const deprecated = text('deprecation')
  const sunset = text('sunset')
  const retryAfter = text('retry-after')
  return {
    ...(limits !== undefined && { limits: Object.fromEntries([...limits.matchAll(/"([^"]+)";r=(\d+)/g)].map(([, name = '', left]) => [name, Number(left)])) }),
    ...(deprecated !== undefined && { deprecated: Number(deprecated.slice(1)) }),
    ...(sunset !== undefined && { sunset: Date.parse(sunset) / 1000 }),
    ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
  }
}

/** What the members of a problem document tell (RFC 9457). */
export function toldByProblem(problem: { readonly title?: string; readonly detail?: string }): Told {
  return { ...(problem.title !== undefined && { title: problem.title }), ...(problem.detail !== undefined && { sentence: problem.detail }) }
}

/** RFC 6901, 6: a pointer as a URI fragment, or the name of a parameter. */
export function placesOf(errors: readonly { readonly pointer?: string; readonly parameter?: string }[] | undefined): readonly string[] {
  return (errors ?? []).map(({ pointer, parameter }) => (pointer === undefined ? (parameter ?? '') : decodeURIComponent(pointer.replace(/^#/, ''))))
}
