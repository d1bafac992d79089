import type { Facts, Store, StoreView, TableLayout } from '../../src/kernel/ports/store.ts'

/** One set of data of its own, in which the suite opens a store, closes it and opens it again. */
export interface StoreHarness extends AsyncDisposable {
  /**
   * A store on this harness's data, opened with `layouts`. The suite disposes of it before it opens the next one on the
   * same data: what was committed must still be there.
   */
  open(layouts: readonly TableLayout[], admit?: (facts: Facts) => Promise<void>): Promise<Store>
  /** A look at this harness's data (`StoreDescriptor.look`), beside whatever store is open on it. */
  look(): Promise<StoreView>
}

/** A harness without any data; called once or twice a test. */
export type MakeStore = () => Promise<StoreHarness>

/** Runs `test` on a fresh store with the layouts of `samples.ts` and cleans up behind it. */
export async function withStore(make: MakeStore, layouts: readonly TableLayout[], test: (store: Store) => Promise<void>): Promise<void> {
  await using harness = await make()
  await using store = await harness.open(layouts)
  await test(store)
}
