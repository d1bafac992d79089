#!/usr/bin/env node
// Only what the oldest Node can read stands here: everything else is imported once the version is known to do.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Busbar needs Node.js 24 or newer; this is ${process.version} (${process.execPath}).\nInstall a newer one from https://nodejs.org, or in a project: npm install --save-dev node@24, and run busbar through an npm script.\n`,
  )
  process.exitCode = 2
} else {
  void import('./compiled.ts').then(({ keepCompiled }) => {
    keepCompiled()
    return import('./terminal.ts').then(({ runInTerminal }) => runInTerminal(process.argv.slice(2)))
  })
}
