import { EXIT, Failed, UsageError } from './exit.ts'
import type { Io } from './io.ts'

/** Prints the password that is derived for a key, alone on standard output. Opens no store: whether there is such a key is not known here. */
export async function soapPassword(
  keyId: string,
  choice: { readonly 'config': string | undefined; readonly 'url': string | undefined; readonly 'env-file': readonly string[]; readonly 'json': boolean },
  io: Io,
): Promise<number> {
  if (choice.url !== undefined) throw new UsageError('busbar keys soap-password reads the secret from the environment of the app file; leave --url out.')
  const [{ findAppFile, loadApp }, { readConfig }, { readEnvironmentFiles }, { isKeyId, passwordsOf }] = await Promise.all([
    import('../server/load-app.ts'),
    import('../server/config/config.ts'),
    import('../server/environment.ts'),
    import('../server/passwords.ts'),
  ])
  if (!isKeyId(keyId)) throw new UsageError('busbar keys soap-password needs the id of a key: the eight characters behind bb_live_, and not the key.')
  readEnvironmentFiles(choice['env-file'], io.cwd)
  const file = findAppFile(choice.config, io.cwd)
  const passwordOf = passwordsOf(readConfig(await loadApp(file), { file }))
  if (!passwordOf) throw new Failed(`${file} takes no PasswordDigest: set soap({ digestSecret: env.secret('SOAP_DIGEST_SECRET') }) there.`)
  const password = passwordOf(keyId)
  if (choice.json) io.out.write(`${JSON.stringify({ username: keyId, password })}\n`)
  else {
    io.err.write(
      `With the user name ${keyId} and PasswordDigest, Nonce and Created, this is the password of a wsse:UsernameToken for as long as the key is good:\n`,
    )
    io.out.write(`${password}\n`)
  }
  return EXIT.ok
}
