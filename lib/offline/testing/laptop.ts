import { randomUUID } from 'node:crypto';
import type { CatalogueFields } from '../../api/v1/catalogue';
import { createHttpCalls } from '../http-calls';
import {
  edited,
  type LocalEntry,
  type NewLotTerms,
  newEntry,
  resolved,
  statusOf,
  takenBack,
} from '../local-entry';
import type { EntryStore } from '../ports';
import { type RoundEnd, syncRound } from '../round';
import { createMemoryStore } from './memory-store';

/** What happens to a request: it passes, never arrives, or arrives and its answer is lost. */
export type Fate = 'pass' | 'never-arrives' | 'answer-lost';

/** A laptop in the saleroom, with a house it reaches over real HTTP and a network that fails. */
export interface Laptop {
  /** Bodies that went out, and `GET`s by their path. */
  sent: { path: string; body: string }[];
  /** Bytes of each answer that told versions. */
  heads: number[];
  /** Decides about every request, by its number from 1. */
  fate: (nth: number) => Fate;
  sync(): Promise<RoundEnd>;
  /** Rounds until one ends well. */
  syncToTheEnd(): Promise<void>;
  all(): Promise<LocalEntry[]>;
  entry(lotId: number): Promise<LocalEntry>;
  /** What a person is told of an entry. */
  status(lotId: number): Promise<string>;
  edit(lotId: number, fields: CatalogueFields): Promise<void>;
  add(fields: CatalogueFields, terms: NewLotTerms): Promise<string>;
  resolve(lotId: number, fields: CatalogueFields): Promise<void>;
  takeBack(lotId: number): Promise<void>;
  /** The tab is closed and another opened: only what is kept on the device is left. */
  reopened(): Laptop;
}

/** A laptop of somebody with an API key, for one sale. */
export function createLaptop(
  house: { url: string; key: string; auctionId: number },
  store: EntryStore = createMemoryStore(),
): Laptop {
  const { auctionId } = house;
  const change = async (lotId: number, by: (entry: LocalEntry) => LocalEntry | null) => {
    const { key } = await laptop.entry(lotId);
    await store.change([key], (entry) => entry && by(entry));
  };
  const calls = createHttpCalls(async (path, init) => {
    const body = typeof init.body === 'string' ? init.body : '';
    laptop.sent.push({ path, body });
    const fate = laptop.fate(laptop.sent.length);
    if (fate === 'never-arrives') throw new TypeError('fetch failed');
    const headers = { ...(init.headers as object), authorization: `Bearer ${house.key}` };
    const response = await fetch(house.url + path, { ...init, headers });
    if (fate === 'pass') {
      const { byteLength } = await response.clone().arrayBuffer();
      if (path.endsWith('/catalogue')) laptop.heads.push(byteLength);
      return response;
    }
    await response.arrayBuffer();
    throw new TypeError('fetch failed');
  }, auctionId);
  const laptop: Laptop = {
    sent: [],
    heads: [],
    fate: () => 'pass',
    sync: () => syncRound({ store, calls, newId: randomUUID }, auctionId),
    async syncToTheEnd() {
      for (let rounds = 0; rounds < 20; rounds += 1) {
        if ((await laptop.sync()).kind === 'done') return;
      }
      throw new Error('twenty rounds were not enough');
    },
    all: async () => (await store.readAll()).entries,
    async entry(lotId) {
      const found = (await laptop.all()).find(({ id }) => id === lotId);
      if (!found) throw new Error(`lot ${lotId} is not on this laptop`);
      return found;
    },
    status: async (lotId) => statusOf(await laptop.entry(lotId)),
    edit: (lotId, fields) => change(lotId, (entry) => edited(entry, { fields })),
    async add(fields, terms) {
      const made = newEntry({ auctionId, clientKey: randomUUID(), fields, terms });
      await store.change([made.key], () => made);
      return made.key;
    },
    resolve: (lotId, fields) => change(lotId, (entry) => resolved(entry, fields)),
    takeBack: (lotId) => change(lotId, takenBack),
    reopened: () => createLaptop(house, store),
  };
  return laptop;
}
