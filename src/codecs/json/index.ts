export { decode } from './decode.ts'
export { DecodeError } from './error.ts'
