import type { LocalEntry } from '../local-entry';
import type { EntryStore, SyncMemory } from '../ports';

/** What a device keeps; it outlives the tab that wrote it. */
export function createMemoryStore(): EntryStore {
  const kept = new Map<string, string>();
  let memory: SyncMemory | null = null;
  const read = (key: string): LocalEntry | null => JSON.parse(kept.get(key) ?? 'null');
  return {
    async readAll() {
      return { entries: [...kept.values()].map((text) => JSON.parse(text)), memory };
    },
    async change(keys, change) {
      const left: LocalEntry[] = [];
      for (const key of keys) {
        const next = change(read(key), key);
        if (next) left.push(next);
        if (next) kept.set(key, JSON.stringify(next));
        else kept.delete(key);
      }
      return left;
    },
    async remember(next) {
      memory = next;
    },
    watch: () => () => {},
  };
}
