/** One call that changes something, and what became of it. */
export interface Sent {
  /** Unique: the idempotency key, and what the record says it was changed by. */
  readonly name: string
  readonly order: string
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly body: { readonly [field: string]: unknown }
  /** Absent: no answer came. */
  status?: number
  revision?: number
  replayed?: boolean
}

/** Sends it, again with the same key where it was sent before. Never throws: no answer leaves `status` as it was. */
export async function send(sent: Sent, to: { readonly url: string; readonly key: string }): Promise<void> {
  try {
    const answer = await fetch(to.url + sent.path, {
      method: sent.method,
      headers: { 'authorization': `Bearer ${to.key}`, 'content-type': 'application/json', 'idempotency-key': `"${sent.name}"` },
      body: JSON.stringify(sent.body),
    })
    const text = await answer.text()
    sent.status = answer.status
    const tag = /^"(\d+)-/.exec(answer.headers.get('etag') ?? '')
    if (tag) sent.revision = Number(tag[1])
    sent.replayed = answer.headers.get('idempotent-replayed') === 'true'
    if (answer.status >= 500) process.stderr.write(`${sent.name}: ${answer.status} ${text}\n`)
  } catch {
    // The server died: what became of the call is what the checker asks.
  }
}

/** A random change of one of `orders` random records. */
export function randomChange(random: () => number, of: { readonly name: string; readonly orders: readonly string[] }): Sent {
  const order = of.orders[Math.floor(random() * of.orders.length)] ?? ''
  const dice = random()
  const at = `/api/v1/orders/${order}`
  const { name } = of
  if (of.orders.length < 20 || dice < 0.5) {
    const id = `PO-${name}`
    return { name, order: id, method: 'POST', path: '/api/v1/orders', body: { id, by: name, quantity: Math.floor(random() * 1000) } }
  }
  if (dice < 0.8) return { name, order, method: 'PATCH', path: at, body: { by: name, quantity: Math.floor(random() * 1000) } }
  if (dice < 0.9) return { name, order, method: 'POST', path: `${at}/start`, body: { by: name, line: `l${Math.floor(random() * 5)}` } }
  return { name, order, method: 'POST', path: `${at}/complete`, body: { by: name } }
}
