import { expect, test } from 'vitest';
import type { EntryStore } from './ports';
import { createMemoryStore } from './testing/memory-store';
import { storeContract } from './testing/store-contract';

test('[EDT5] the store of the tests keeps its contract', async () => {
  const stores = new Map<number, EntryStore>();
  const open = (auctionId: number) => {
    const store = stores.get(auctionId) ?? createMemoryStore();
    stores.set(auctionId, store);
    return store;
  };
  await expect(storeContract(open)).resolves.toBeUndefined();
});

test('[EDT5] a store that loses a change breaks it', async () => {
  const store = createMemoryStore();
  const forgetful: EntryStore = {
    ...store,
    change: async (keys, change) => store.change(keys.slice(1), change),
  };
  await expect(storeContract(() => forgetful)).rejects.toThrow('breaks its contract');
});
