export type { Store } from '../kernel/ports/store.ts'
