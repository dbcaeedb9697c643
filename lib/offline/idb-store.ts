import { type DBSchema, openDB } from 'idb';
import type { LocalEntry } from './local-entry';
import type { EntryStore, SyncMemory } from './ports';

interface Kept extends DBSchema {
  entries: { key: [auctionId: number, key: string]; value: LocalEntry };
  memory: { key: number; value: SyncMemory };
}

/** Raised when what is kept has another shape; `upgrade` then carries the old one over. */
const SHAPE = 1;

/**
 * One person's copy of one sale in the browser's IndexedDB. Databases are named by person: what one
 * edited offline is not another's to submit.
 */
export function createIdbStore(of: { userId: string; auctionId: number }): EntryStore {
  const { auctionId } = of;
  const name = `lotcast-catalogue-${of.userId}`;
  const opened = openDB<Kept>(name, SHAPE, {
    upgrade(db) {
      db.createObjectStore('entries', { keyPath: ['auctionId', 'key'] });
      db.createObjectStore('memory');
    },
    // A page of a newer program wants another shape: let it.
    blocking: (_at, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  const channel = new BroadcastChannel(`${name}-${auctionId}`);
  return {
    async readAll() {
      const db = await opened;
      const transaction = db.transaction(['entries', 'memory']);
      const all = IDBKeyRange.bound([auctionId], [auctionId, []]);
      const [entries, memory] = await Promise.all([
        transaction.objectStore('entries').getAll(all),
        transaction.objectStore('memory').get(auctionId),
      ]);
      return { entries, memory: memory ?? null };
    },
    async change(keys, change) {
      const db = await opened;
      const transaction = db.transaction('entries', 'readwrite', { durability: 'strict' });
      const left: LocalEntry[] = [];
      try {
        for (const key of keys) {
          const at: [number, string] = [auctionId, key];
          const held = (await transaction.store.get(at)) ?? null;
          const next = change(held, key);
          if (next) {
            left.push(next);
            if (next !== held) await transaction.store.put(next);
          } else if (held) await transaction.store.delete(at);
        }
      } catch (error) {
        // What was written so far would be kept otherwise.
        transaction.done.catch(() => {});
        transaction.abort();
        throw error;
      }
      await transaction.done;
      channel.postMessage('changed');
      return left;
    },
    async remember(memory) {
      const db = await opened;
      await db.put('memory', memory, auctionId);
      channel.postMessage('changed');
    },
    watch(told) {
      const heard = () => told();
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
  };
}
