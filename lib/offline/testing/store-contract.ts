import { newEntry } from '../local-entry';
import type { EntryStore } from '../ports';

const TERMS = {
  startMinor: 100,
  reserveMinor: null,
  opensAt: '2026-06-06T13:00:00Z',
  closesAt: '2026-06-06T14:00:00Z',
};

const made = (auctionId: number, clientKey: string, startMinor: number) =>
  newEntry({ auctionId, clientKey, fields: {}, terms: { ...TERMS, startMinor } });

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the store breaks its contract: ${what}`);
}

const startsOf = async (store: EntryStore) =>
  (await store.readAll()).entries.map(({ key, terms }) => `${key} ${terms?.startMinor}`).sort();

/**
 * What every place that keeps a copy must do. `open` gives the store of a sale, as another tab of the
 * same person would open it. @throws Error naming the promise that is broken.
 */
export async function storeContract(open: (auctionId: number) => EntryStore): Promise<void> {
  const store = open(7);
  const empty = await store.readAll();
  must(empty.entries.length === 0 && empty.memory === null, 'a new copy is empty');

  const left = await store.change(['new:a', 'new:b'], (held, key) =>
    held ? held : made(7, key.slice('new:'.length), 1),
  );
  must(left.length === 2, 'change answers with what is left');
  must((await startsOf(store)).join() === 'new:a 1,new:b 1', 'what was changed is kept');
  must((await startsOf(open(7))).join() === 'new:a 1,new:b 1', 'another tab reads it');
  must((await startsOf(open(8))).length === 0, 'another sale has a copy of its own');

  const gone = await store.change(['new:b', 'new:none'], () => null);
  must(gone.length === 0, 'null leaves nothing');
  must((await startsOf(store)).join() === 'new:a 1', 'null takes away, and only what was named');

  // Two tabs that change one entry at once: neither change is lost.
  const tabs = [open(7), open(7), store];
  const changes = Array.from({ length: 30 }, (_, index) =>
    tabs[index % tabs.length]?.change(
      ['new:a'],
      (held) => held && made(7, 'a', (held.terms?.startMinor ?? 0) + 1),
    ),
  );
  await Promise.all(changes);
  must((await startsOf(store)).join() === 'new:a 31', 'changes of several tabs come one by one');

  const failed = await store
    .change(['new:a', 'new:c'], (_held, key) => {
      if (key === 'new:c') throw new Error('thought better of it');
      return null;
    })
    .then(
      () => false,
      () => true,
    );
  must(failed, 'a change that throws is told');
  must((await startsOf(store)).join() === 'new:a 31', 'and nothing of it is kept');

  const other = open(7);
  const heard = new Promise<void>((resolve) => void other.watch(resolve));
  await store.change(['new:a'], (held) => held);
  await heard; // Another tab draws what this one changed.

  await store.remember({ mode: 'hand', everyMs: 60_000, syncedAtMs: 5, head: null });
  must((await open(7).readAll()).memory?.mode === 'hand', 'the memory of a sale is kept');
  must((await open(8).readAll()).memory === null, 'and is of that sale alone');
}
