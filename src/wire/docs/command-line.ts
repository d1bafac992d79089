/** One request, as a reader would type it. */
export interface TypedRequest {
  readonly method: string
  readonly url: string
  readonly mediaType?: string
  /** JSON text. */
  readonly body?: string
  readonly idempotencyKey?: boolean
}

/** For bash: the key comes from the environment, the body in single quotes. */
export function forBash({ method, url, mediaType, body, idempotencyKey }: TypedRequest): string {
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}'${singleQuoted(url)}'`, `-H "Authorization: Bearer $BUSBAR_KEY"`]
  if (idempotencyKey) lines.push(`-H "Idempotency-Key: $(uuidgen)"`)
  if (body !== undefined) lines.push(`-H 'Content-Type: ${mediaType ?? 'application/json'}'`, `-d '${singleQuoted(body)}'`)
  return lines.join(' \\\n  ')
}

/** For PowerShell, 5.1 and later, where curl is something else and quotes in arguments of programs get lost. */
export function forPowerShell({ method, url, mediaType, body, idempotencyKey }: TypedRequest): string {
  const headers = [`Authorization = "Bearer $env:BUSBAR_KEY"`, ...(idempotencyKey ? [`'Idempotency-Key' = [guid]::NewGuid().ToString()`] : [])]
  const lines = [`Invoke-RestMethod -Method ${method} -Uri '${url.replaceAll("'", "''")}'`, `-Headers @{ ${headers.join('; ')} }`]
  if (body !== undefined) lines.push(`-ContentType '${mediaType ?? 'application/json'}'`, `-Body '${body.replaceAll("'", "''")}'`)
  return lines.join(' `\n  ')
}

function singleQuoted(text: string): string {
  return text.replaceAll("'", "'\\''")
}
