import type { LocalEntry } from '../local-entry';
import type { EntryStore, SyncMemory } from '../ports';

/** What a device keeps of one sale; it outlives the tab that wrote it. */
export function createMemoryStore(): EntryStore {
  let kept = new Map<string, string>();
  let memory: SyncMemory | null = null;
  const watchers = new Set<() => void>();
  const parse = (text: string | undefined): LocalEntry | null => JSON.parse(text ?? 'null');
  return {
    async readAll() {
      return { entries: [...kept.values()].map((text) => JSON.parse(text)), memory };
    },
    async change(keys, change) {
      const left: LocalEntry[] = [];
      const next = new Map(kept);
      for (const key of keys) {
        const entry = change(parse(next.get(key)), key);
        if (entry) left.push(entry);
        if (entry) next.set(key, JSON.stringify(entry));
        else next.delete(key);
      }
      kept = next;
      for (const told of watchers) told();
      return left;
    },
    async remember(next) {
      memory = next;
    },
    watch(told) {
      watchers.add(told);
      return () => watchers.delete(told);
    },
  };
}
