export { decode, type DecodeOptions } from './decode.ts'
export { DecodeError } from './error.ts'
