import {
  type CatalogueHead,
  RECORDS_AT_ONCE,
  SUBMISSIONS_AT_ONCE,
  type SubmissionAnswer,
} from '../api/v1/catalogue';
import { clientKeyOf, entryOf, keyOfLot, type LocalEntry } from './local-entry';
import type { CallEnd, OfflineDeps } from './ports';
import { frozen, isToBeSent, planOf, tookAnswer, tookRecord, wentMissing } from './take-in';

/** How a round ended, and what the house said where it did. */
export interface RoundEnd {
  kind: 'done' | 'lost' | 'denied';
  head: CatalogueHead | null;
}

type Parts = Pick<OfflineDeps, 'store' | 'calls' | 'newId'>;

/** Well below the most that the house takes in one request. */
const BATCH_CHARACTERS = 200_000;

/** An end of a call that ends the round. */
class Ended extends Error {
  constructor(readonly kind: 'lost' | 'denied') {
    super(kind);
  }
}

function must<T>(end: CallEnd<T>): T {
  if (end.kind === 'done') return end.value;
  throw new Ended(end.kind === 'lost' ? 'lost' : 'denied');
}

/**
 * One round of syncing (EDT5): first the answers that are missing, for a lost one must not look like
 * somebody else's change; then versions; then downloads; then what was edited. It may be cut off at
 * any point: the next one begins where it is.
 */
export async function syncRound(parts: Parts, auctionId: number): Promise<RoundEnd> {
  let head: CatalogueHead | null = null;
  try {
    await submitAll(parts, (entry) => entry.sent !== null);
    head = must(await parts.calls.head());
    await download(parts, auctionId, head);
    await freezeAll(parts);
    await submitAll(parts, (entry) => entry.sent !== null);
    return { kind: 'done', head };
  } catch (error) {
    if (error instanceof Ended) return { kind: error.kind, head };
    throw error;
  }
}

async function download({ store, calls }: Parts, auctionId: number, head: CatalogueHead) {
  const { entries } = await store.readAll();
  const { fetch, gone } = planOf(entries, head);
  if (gone.length > 0) await store.change(gone, (entry) => entry && wentMissing(entry));
  const keys = new Map<number | string, string>();
  for (const { key, id } of entries) {
    keys.set(clientKeyOf(key) ?? key, key);
    if (id !== null) keys.set(id, key);
  }
  for (const ids of chunksOf(fetch, RECORDS_AT_ONCE)) {
    const { epoch, records } = must(await calls.records(ids));
    // A lot made here whose answer is still missing comes back by its client key (EDT1).
    const keyed = records.map((record) => {
      const known = keys.get(record.id) ?? (record.clientKey && keys.get(record.clientKey));
      return [known || keyOfLot(record.id), record] as const;
    });
    const byKey = new Map(keyed);
    const policy = head.editPolicy;
    await store.change([...byKey.keys()], (held, key) => {
      const record = byKey.get(key);
      if (!record) return held;
      return held
        ? tookRecord(held, record, { epoch, policy })
        : entryOf(record, { auctionId, epoch });
    });
  }
}

/** What was edited is written down as it will go out, before it goes out. */
async function freezeAll({ store, newId }: Parts) {
  const { entries } = await store.readAll();
  const keys = entries.filter(isToBeSent).map(({ key }) => key);
  if (keys.length > 0) await store.change(keys, (entry) => entry && frozen(entry, newId()));
}

async function submitAll({ store, calls }: Parts, isMeant: (entry: LocalEntry) => boolean) {
  const { entries } = await store.readAll();
  for (const batch of batchesOf(entries.filter(isMeant))) {
    const end = await calls.submit(batch.flatMap((entry) => entry.sent?.submission ?? []));
    if (end.kind === 'refused' && batch.length > 1) {
      // One of them spoils the request as a whole: each by itself.
      for (const entry of batch) await submitOne({ store, calls }, entry);
      continue;
    }
    await takeAnswers({ store }, batch, end);
  }
}

async function submitOne({ store, calls }: Pick<Parts, 'store' | 'calls'>, entry: LocalEntry) {
  const end = await calls.submit(entry.sent ? [entry.sent.submission] : []);
  await takeAnswers({ store }, [entry], end);
}

async function takeAnswers(
  { store }: Pick<Parts, 'store'>,
  batch: readonly LocalEntry[],
  end: CallEnd<{ epoch: number; answers: SubmissionAnswer[] }>,
) {
  const problem = end.kind === 'refused' ? end.problem : null;
  const { epoch, answers } = problem
    ? { epoch: 0, answers: batch.map((entry) => refusedAs(entry, problem)) }
    : must(end);
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  await store.change(
    batch.map(({ key }) => key),
    (entry) => {
      const answer = byId.get(entry?.sent?.submission.id ?? '');
      return entry && answer ? tookAnswer(entry, answer, epoch) : entry;
    },
  );
}

const refusedAs = (
  entry: LocalEntry,
  problem: Extract<CallEnd<unknown>, { kind: 'refused' }>['problem'],
): SubmissionAnswer => ({ outcome: 'refused', id: entry.sent?.submission.id ?? '', problem });

function* chunksOf<T>(all: readonly T[], most: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += most) yield all.slice(at, at + most);
}

function* batchesOf(entries: readonly LocalEntry[]): Generator<LocalEntry[]> {
  let batch: LocalEntry[] = [];
  let characters = 0;
  for (const entry of entries) {
    const length = JSON.stringify(entry.sent).length;
    const isFull = batch.length === SUBMISSIONS_AT_ONCE || characters + length > BATCH_CHARACTERS;
    if (batch.length > 0 && isFull) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}
