import fc from 'fast-check'

/** Every test takes fast-check from here. Whatever is drawn at random is drawn from this seed, so that a run says the same twice: `BUSBAR_TEST_SEED` takes another (1). */
const seed = Number(process.env['BUSBAR_TEST_SEED'] ?? 1)

fc.configureGlobal({ seed })

export { default } from 'fast-check'
