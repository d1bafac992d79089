import { defineApp, rest, sqlite } from 'busbar'
import { defineContract, defineResource, t } from 'busbar/contract'

const Machine = defineResource('Machine', {
  key: { id: t.string({ pattern: '^[a-z0-9-]{1,40}$' }) },
  fields: { name: t.string(), line: t.string().optional(), state: t.state('Stopped', 'Running') },
  lists: [{ equal: ['state'], sort: 'name' }],
  commands: { start: { from: ['Stopped'], to: 'Running' }, stop: { from: ['Running'], to: 'Stopped' } },
})
const contract = defineContract('workshop', { version: 'v1', members: [Machine] })
export default defineApp({ contract, store: sqlite({ path: './data' }), protocols: [rest()] })
