/** Randomness, injected: a test or a simulation seeds it. */
export interface Random {
  /** Cryptographically strong in production. */
  bytes(length: number): Uint8Array
}
