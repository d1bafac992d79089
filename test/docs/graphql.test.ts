import assert from 'node:assert/strict'
import { it } from 'node:test'
import { blocksOf, startPlant } from './page.ts'

it('the documents of the guide are answered as it shows', async (context) => {
  await using played = await startPlant()
  const { running } = played
  const blocks = await blocksOf('docs/guides/graphql.md')
  let asked = 0
  let compared = 0
  for (const [at, { language, text }] of blocks.entries()) {
    if (language !== 'graphql') continue
    const answered = await running.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'authorization': `Bearer ${running.firstKey}`, 'content-type': 'application/json', 'accept': 'application/graphql-response+json' },
      body: JSON.stringify({ query: text }),
    })
    asked++
    const { data, errors } = JSON.parse(answered.body) as { data?: object; errors?: readonly object[] }
    const next = blocks[at + 1]
    if (next?.language === 'errors') assert.partialDeepStrictEqual(errors, JSON.parse(next.text))
    else assert.equal(errors, undefined, `${text}\n${answered.body}`)
    if (next?.language === 'json') assert.partialDeepStrictEqual(data, JSON.parse(next.text), answered.body)
    if (next?.language === 'json' || next?.language === 'errors') compared++
  }
  context.diagnostic(`${asked} documents, ${compared} answers compared`)
  assert.ok(asked >= 6 && compared >= 4)
})
