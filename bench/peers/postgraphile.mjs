// PostGraphile 5 with its Amber preset over the plain tables. BENCH_DATA: a postgres:// URL.
import { createServer } from 'node:http'
import { grafserv } from 'postgraphile/grafserv/node'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { report } from './report.mjs'

process.env.NODE_ENV = 'production'
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.BENCH_DATA, schemas: ['public'], poolConfig: { max: 20 } })],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
  grafast: { explain: false },
}
const instance = postgraphile(preset)
const serv = instance.createServ(grafserv)
const server = createServer()
server.on('error', (error) => process.stderr.write(`${error}\n`))
await serv.addTo(server)
await serv.ready()
if (process.env.BENCH_SCHEMA) {
  const { printSchema } = await import('postgraphile/graphql')
  process.stderr.write(printSchema((await instance.getSchemaResult()).schema))
}
server.listen(0, '127.0.0.1', () => report({ port: server.address().port }))
