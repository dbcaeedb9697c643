import type { CatalogueFields } from '../api/v1/catalogue';
import type { TimerHandle } from '../shared/ports';
import { reconnectDelayMs } from '../sync/backoff';
import {
  SYNC_STATES,
  SYNC_TRIGGERS,
  type SyncEvent,
  type SyncMode,
  type SyncState,
  type SyncTrigger,
} from '../sync/sync-schedule';
import {
  edited,
  type LocalEntry,
  type NewLotTerms,
  newEntry,
  resolved,
  takenBack,
} from './local-entry';
import type { OfflineDeps, SyncMemory } from './ports';
import { syncRound } from './round';

/** What a page draws; a new object whenever something in it changed. */
export interface CatalogueView {
  /** False until the copy was read from this device. */
  isRead: boolean;
  /** In lot order; those made here and not there yet come last. */
  entries: readonly LocalEntry[];
  memory: SyncMemory;
  state: SyncState;
}

/** See `createCatalogueSync`. */
export interface CatalogueSync {
  get(): CatalogueView;
  subscribe(listener: () => void): () => void;
  /** Reads the copy from this device; then it syncs as its mode says. @returns how to stop. */
  open(): () => void;
  /** Something that may set off a round (EDT5). */
  told(trigger: SyncTrigger): void;
  network(event: 'went-offline' | 'came-online'): void;
  schedule(mode: SyncMode, everyMs: number): Promise<void>;
  edit(key: string, change: { fields?: CatalogueFields; terms?: NewLotTerms }): Promise<void>;
  add(fields: CatalogueFields, terms: NewLotTerms): Promise<void>;
  takeBack(key: string): Promise<void>;
  resolve(key: string, fields: CatalogueFields): Promise<void>;
}

/** Who types is left alone for this long before it goes out. */
const QUIET_MS = 1_000;
/** Live, and nothing told of anything: drafts are told to nobody (DRF1). */
const LIVE_EVERY_MS = 30_000;
const RETRY = { minMs: 1_000, maxMs: 30_000 };

const FIRST: SyncMemory = { mode: 'live', everyMs: 300_000, syncedAtMs: null, head: null };

/**
 * One sale's catalogue on one device: every edit is kept here first, and goes to the house live, on a
 * timer or by hand (EDT5). What fails is tried again; nothing here is dropped before it is answered.
 */
export function createCatalogueSync(deps: OfflineDeps, auctionId: number): CatalogueSync {
  const { store, timers } = deps;
  const listeners = new Set<() => void>();
  let view: CatalogueView = { isRead: false, entries: [], memory: FIRST, state: 'resting' };
  let isOpen = false;
  let isRunning = false;
  let isOffline = false;
  let failures = 0;
  let next: TimerHandle | null = null;
  let quiet: TimerHandle | null = null;

  function show(change: Partial<CatalogueView>) {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  }

  async function reread() {
    const { entries, memory } = await store.readAll();
    show({ isRead: true, entries: [...entries].sort(byLot), memory: memory ?? view.memory });
  }

  function move(event: SyncEvent): SyncState {
    const state = SYNC_STATES[view.state][event];
    show({ state });
    if (state === 'syncing' && !isRunning) void run();
    return state;
  }

  function told(trigger: SyncTrigger) {
    // Nobody is there to be told what cannot be done; a person who asks is believed.
    if (!isOpen || (view.state === 'offline' && trigger !== 'hand')) return;
    if (SYNC_TRIGGERS[view.memory.mode][trigger]) move('due');
  }

  /** The next round that nobody asks for. */
  function wait(trigger: SyncTrigger, delayMs: number) {
    if (next) timers.cancel(next);
    next = timers.after(delayMs, () => {
      next = null;
      told(trigger);
      if (!isRunning) waitOn();
    });
  }

  function waitOn() {
    const { mode, everyMs } = view.memory;
    if (!isOpen || mode === 'hand') return;
    if (view.state === 'failed') wait('retry', reconnectDelayMs(failures, RETRY, deps.chance));
    else wait('timer', mode === 'live' ? LIVE_EVERY_MS : everyMs);
  }

  async function run() {
    isRunning = true;
    while (view.state === 'syncing') {
      const { kind, head } = await deps
        .exclusive(() => syncRound(deps, auctionId))
        .catch(() => ({ kind: 'lost' as const, head: null }));
      failures = kind === 'lost' ? failures + 1 : 0;
      if (head) {
        const { versions: _, ...said } = head;
        const syncedAtMs = kind === 'done' ? deps.clock.wallMs() : view.memory.syncedAtMs;
        await store.remember({ ...view.memory, head: said, syncedAtMs });
      }
      await reread();
      const ended = move(kind);
      // The network went while the round was under way.
      if (isOffline && ended === 'failed') move('went-offline');
    }
    isRunning = false;
    waitOn();
  }

  async function change(
    key: string,
    by: (entry: LocalEntry) => LocalEntry | null,
    isSoon: boolean,
  ): Promise<void> {
    await store.change([key], (entry) => entry && by(entry));
    await reread();
    if (!isOpen) return;
    if (!isSoon) told('edited');
    else {
      if (quiet) timers.cancel(quiet);
      quiet = timers.after(QUIET_MS, () => told('edited'));
    }
  }

  return {
    get: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open() {
      isOpen = true;
      const stop = store.watch(() => void reread());
      void reread().then(() => {
        waitOn();
        told('opened');
      });
      return () => {
        isOpen = false;
        for (const timer of [next, quiet]) if (timer) timers.cancel(timer);
        stop();
      };
    },
    told,
    network(event) {
      isOffline = event === 'went-offline';
      move(event);
      if (event === 'came-online') told('online');
    },
    async schedule(mode, everyMs) {
      await store.remember({ ...view.memory, mode, everyMs });
      await reread();
      if (next) timers.cancel(next);
      waitOn();
      if (mode === 'live') told('opened');
    },
    edit: (key, by) => change(key, (entry) => edited(entry, by), true),
    async add(fields, terms) {
      const made = edited(newEntry({ auctionId, clientKey: deps.newId(), fields, terms }), {
        fields,
      });
      await store.change([made.key], () => made);
      await reread();
      told('edited');
    },
    takeBack: (key) => change(key, takenBack, false),
    resolve: (key, fields) => change(key, (entry) => resolved(entry, fields), false),
  };
}

const LAST = Number.MAX_SAFE_INTEGER;
const byLot = (a: LocalEntry, b: LocalEntry) =>
  (a.lotNumber ?? LAST) - (b.lotNumber ?? LAST) || a.key.localeCompare(b.key);
