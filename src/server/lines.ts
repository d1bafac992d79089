import { StringDecoder } from 'node:string_decoder'

/** The lines of a text that comes in pieces, without their ends (LF or CR LF); the last one also where its end is missing. */
export async function* linesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, undefined> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const piece of source) {
    const text = rest + (typeof piece === 'string' ? piece : decoder.write(piece as Buffer))
    let from = 0
    for (let end = text.indexOf('\n', from); end !== -1; end = text.indexOf('\n', from)) {
      yield text.slice(from, text.charCodeAt(end - 1) === 13 ? end - 1 : end)
      from = end + 1
    }
    rest = text.slice(from)
  }
  rest += decoder.end()
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest
  return undefined
}
