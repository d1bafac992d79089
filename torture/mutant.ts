import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A copy of the program with one thing broken, to see that a test notices. */
export interface Mutant extends AsyncDisposable {
  readonly server: string
}

export async function mutant(from: string, to: string): Promise<Mutant> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const copy = await mkdtemp(join(tmpdir(), 'busbar-mutant-'))
  for (const part of ['src', 'torture', 'package.json']) await cp(join(root, part), join(copy, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  let changed = 0
  for (const file of await readdir(join(copy, 'src', 'stores'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue
    const path = join(copy, 'src', 'stores', file)
    const text = await readFile(path, 'utf8')
    if (!text.includes(from)) continue
    await writeFile(path, text.replaceAll(from, to))
    changed++
  }
  if (changed === 0) throw new Error(`nothing says '${from}': the mutant would be the program itself`)
  return { server: join(copy, 'torture', 'server.ts'), [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }) }
}
