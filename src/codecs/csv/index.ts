export { csvLine, numberCell, textCell } from './encode.ts'
