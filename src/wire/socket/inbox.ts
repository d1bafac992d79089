import type { Socket } from '../../kernel/ports/socket.ts'

/** Messages that have arrived, in order. What may not be taken yet stays unread on the wire: TCP holds the client back. */
export class Inbox {
  readonly #socket: Socket
  readonly #isFree: () => boolean
  readonly #take: (text: string) => void
  #texts: string[] = []
  #turning = false
  #draining = false
  #closed = false

  /** `isFree`: whether the next one may be taken; asked before each. */
  constructor(socket: Socket, of: { readonly isFree: () => boolean; readonly take: (text: string) => void }) {
    this.#socket = socket
    this.#isFree = of.isFree
    this.#take = of.take
  }

  push(text: string): void {
    if (this.#closed) return
    this.#texts.push(text)
    this.turn()
  }

  /** Takes what may be taken now: to be called when more may be. */
  turn(): void {
    if (this.#turning) return
    this.#turning = true
    let next: string | undefined
    while (this.#mayTake() && (next = this.#texts.shift()) !== undefined) this.#take(next)
    this.#turning = false
    if (this.#closed) return
    if (this.#mayTake()) this.#socket.release()
    else this.#socket.hold()
    if (this.#socket.full && !this.#draining) {
      this.#draining = true
      void this.#socket.drained().then(() => {
        this.#draining = false
        this.turn()
      })
    }
  }

  /** Takes nothing more. */
  close(): void {
    this.#closed = true
    this.#texts = []
  }

  #mayTake(): boolean {
    return !this.#closed && !this.#socket.full && this.#isFree()
  }
}
