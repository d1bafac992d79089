import { wireRefusal } from '../problem.ts'

/** What no JSON value could stand for, so that the kernel cannot be asked: refused here, with the place in the kernel's words. */
export function refusedAt(pointer: string, detail: string): Error {
  return wireRefusal('malformed', `The XML cannot be read as it is meant. ${sentence(pointer)} ${detail}.`, { errors: [{ pointer, detail }] })
}

/** RFC 6901, 3. */
export function pointerTo(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function sentence(pointer: string): string {
  return pointer === '' ? 'It' : `'${pointer.length > 120 ? `${pointer.slice(0, 120).toWellFormed()}…` : pointer}'`
}
