import type { Command } from './command.ts'

/** Every command: the order is that of the help. Loaded only when it is asked for, so that `busbar --help` is quick. */
export const COMMANDS: { readonly [name: string]: { readonly summary: string; readonly load: () => Promise<Command> } } = {
  start: { summary: 'Serves an app.', load: async () => (await import('./commands/start.ts')).start },
  dev: { summary: 'Serves an app and starts it again when a file changes.', load: async () => (await import('./commands/dev.ts')).dev },
  init: { summary: 'Writes a small project to begin with.', load: async () => (await import('./commands/init.ts')).init },
  check: { summary: 'Says what is wrong with an app or a contract.', load: async () => (await import('./commands/check.ts')).check },
  diff: { summary: 'Says what changed between two contracts, and whom it breaks.', load: async () => (await import('./commands/diff.ts')).diff },
  migrate: { summary: 'Brings stored records to the present contract.', load: async () => (await import('./commands/migrate.ts')).migrate },
  emit: {
    summary: 'Writes the contract, OpenAPI, AsyncAPI, a GraphQL schema, WSDL or JSON Schema.',
    load: async () => (await import('./commands/emit.ts')).emit,
  },
  call: { summary: 'Makes one call.', load: async () => (await import('./commands/call.ts')).call },
  load: { summary: 'Reads CSV or NDJSON into a resource.', load: async () => (await import('./commands/load.ts')).load },
  keys: { summary: 'Consumers and their API keys.', load: async () => (await import('./commands/keys.ts')).keys },
  events: {
    summary: 'Follows the event log, prints it from a time on, or sends it to a webhook again.',
    load: async () => (await import('./commands/events.ts')).events,
  },
  webhooks: {
    summary: 'Receives webhooks on this machine, verifies and prints them.',
    load: async () => (await import('./commands/webhooks.ts')).webhooks,
  },
  pause: { summary: 'Holds webhooks back.', load: async () => (await import('./commands/resume.ts')).pause },
  resume: {
    summary: 'Lets webhooks go out again: after a restore, or in a test environment.',
    load: async () => (await import('./commands/resume.ts')).resume,
  },
  audit: { summary: 'Verifies, signs, exports and archives the audit trail.', load: async () => (await import('./commands/audit.ts')).audit },
  backup: { summary: 'Writes everything in the store to a file.', load: async () => (await import('./commands/backup.ts')).backup },
  restore: { summary: 'Fills an empty store from a backup.', load: async () => (await import('./commands/restore.ts')).restore },
  doctor: { summary: 'Looks at machine, app and store, and says what is not well.', load: async () => (await import('./commands/doctor.ts')).doctor },
}
