export { makeSecret, parseKey, SecretError, type Scheme, type WebhookKey } from './secret.ts'
export { sign, signerOf, type Signer } from './sign.ts'
export { TOLERANCE_SECONDS, verify, type SignedHeaders, type Verdict } from './verify.ts'
