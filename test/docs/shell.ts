import assert from 'node:assert/strict'

/** What one printed line asks for. `authorization` holds the name of the variable with the key, in lower case. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
}

/** What a `curl` line asks for. */
export function fromBash(line: string): Request {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '')
  assert.equal(words[0], 'curl', line)
  const headers: { [name: string]: string } = {}
  let method: string | undefined
  let url = ''
  let body: string | undefined
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-s' || word === '-si') continue
    else if (word === '-X') method = words[++i]
    else if (word === '-d') body = words[++i]
    else if (word === '-H') {
      const header = words[++i] ?? ''
      if (header === '$AUTH' || header === '$PARTNER') headers['authorization'] = header.slice(1).toLowerCase()
      else headers[header.slice(0, header.indexOf(':')).toLowerCase()] = header.slice(header.indexOf(':') + 2)
    } else if (word.startsWith('$PLANT')) url = word.slice('$PLANT'.length).replace('$ID', '$id')
    else assert.fail(`cannot read '${word}' in ${line}`)
  }
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url, headers, ...(body !== undefined && { body }) }
}

/** What an `Invoke-RestMethod` line asks for. */
export function fromPowerShell(line: string): Request {
  const part = (pattern: RegExp): string | undefined => pattern.exec(line)?.[1]
  const type = part(/-ContentType '([^']*)'/)
  const key = part(/'Idempotency-Key' = '([^']*)'/)
  const who = part(/-Headers \(?\$(auth|partner)/)
  const body = part(/-Body '([^']*)'/)
  assert.match(line, /^Invoke-RestMethod /)
  return {
    method: part(/-Method (\w+)/)?.toUpperCase() ?? 'GET',
    url: part(/"\$plant([^"]*)"/) ?? '',
    headers: {
      ...(who !== undefined && { authorization: who }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body }),
  }
}
