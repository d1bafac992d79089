export { nearest } from '../kernel/validation-nearest.ts'
