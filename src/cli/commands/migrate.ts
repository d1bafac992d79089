import { defineCommand } from '../command.ts'
export const migrate = defineCommand({ name: 'migrate', summary: '', doc: [], arguments: [], options: {}, examples: [], async run() { return 1 } })
