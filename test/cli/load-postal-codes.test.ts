import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { it } from 'node:test'
import { desk } from './fixture.ts'

// Postal codes of the United States with their place, from the npm package `zipcodes` (BSD license).
const { codes } = createRequire(import.meta.url)('zipcodes') as {
  codes: { [zip: string]: { zip: string; latitude: number; longitude: number; city: string; state: string } }
}

const APP = `import { defineApp, rest, sqlite } from 'busbar'
import { defineContract, defineResource, t } from 'busbar/contract'

const PostalCode = defineResource('PostalCode', {
  key: { zip: t.string({ pattern: '^[0-9]{5}$' }) },
  fields: { city: t.string(), state: t.string({ pattern: '^[A-Z]{2}$' }), latitude: t.float({ minimum: -90, maximum: 90 }), longitude: t.float({ minimum: -180, maximum: 180 }) },
  lists: [{ equal: ['state'], sort: 'city' }],
})
export default defineApp({ contract: defineContract('places', { version: 'v1', members: [PostalCode] }), store: sqlite({ path: './data' }), protocols: [rest()] })
`

it('a public data set of 12,000 rows is loaded from CSV and found again', async () => {
  const rows = Object.values(codes).slice(0, 12_000)
  assert.equal(rows.length, 12_000)
  using here = desk({ app: APP })
  const cell = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  here.write(
    'postal-codes.csv',
    `zip,city,state,latitude,longitude\n${rows.map((row) => [row.zip, cell(row.city), row.state, row.latitude, row.longitude].join(',')).join('\n')}\n`,
  )
  const loaded = await here.busbar('load', 'postal-codes.csv', '--into', 'PostalCode')
  const fit = rows.filter((row) => /^[0-9]{5}$/.test(row.zip) && /^[A-Z]{2}$/.test(row.state) && row.city.length > 0)
  assert.match(loaded.out, new RegExp(`^12.?000 lines in .*: ${fit.length} made, ${rows.length - fit.length} refused`), loaded.err)
  const some = rows[1234]
  const found = await here.busbar('call', 'PostalCode.get', '--key', some?.zip ?? '')
  assert.deepEqual(JSON.parse(found.out).city, some?.city)
  const listed = await here.busbar('call', 'PostalCode.list', `state=${some?.state}`, 'sort=city', 'limit=1000')
  const expected = fit.filter((row) => row.state === some?.state).map((row) => row.city)
  const cities = (JSON.parse(listed.out) as { city: string }[]).map((item) => item.city)
  assert.deepEqual(cities, expected.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, 1000))
})
