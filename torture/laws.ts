import { spawn } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'

const DRAWS = /\/(laws|values|[a-z]+-arbitrary)\.ts'/

/** The tests of laws, which `npm test` always draws from one seed, from `rounds` other ones. Answers what failed, with its seed. */
export async function lawRounds(rounds: number, seed: number, progress: (text: string) => void): Promise<readonly string[]> {
  const files: string[] = []
  for await (const file of glob('test/**/*.test.ts')) if (DRAWS.test(await readFile(file, 'utf8'))) files.push(file)
  if (files.length === 0) return ['no test of a law was found: run it in the folder of the project']
  const findings: string[] = []
  for (let round = 0; round < rounds; round++) {
    const said = await testsOf(files.toSorted(), seed + round)
    if (said !== undefined) findings.push(`BUSBAR_TEST_SEED=${seed + round}: ${said}`)
    progress(`laws ${round + 1}/${rounds}`)
  }
  return findings
}

/** What the test runner said of what failed, if anything did. */
function testsOf(files: readonly string[], seed: number): Promise<string | undefined> {
  const options = ['--conditions=busbar-source', '--test', '--test-concurrency=2', '--test-global-setup=test/suite.ts', '--test-reporter=spec']
  const child = spawn(process.execPath, [...options, ...files], {
    env: { ...process.env, BUSBAR_TEST_SEED: String(seed) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0 ? undefined : said.slice(Math.max(0, said.indexOf('failing tests:'))).slice(0, 4000)))
  })
}
