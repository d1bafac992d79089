export { textFrame } from './text-frame.ts'
