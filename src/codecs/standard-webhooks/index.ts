export { makeSecret, parseKey, SecretError, type Scheme } from './secret.ts'
export { sign, signerOf, type Signer } from './sign.ts'
export { verify, type Verdict } from './verify.ts'
