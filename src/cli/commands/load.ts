import { defineCommand } from '../command.ts'
export const load = defineCommand({ name: 'load', summary: '', doc: [], arguments: [], options: {}, examples: [], async run() { return 1 } })
