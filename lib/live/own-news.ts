import type { OwnRegistration } from '../api/v1/registrations';
import type { Chance, TimerHandle, Timers } from '../shared/ports';
import { reconnectDelayMs } from '../sync/backoff';
import { digestOf } from '../sync/digest';
import { createKeyedListeners } from './observable';

/** A registration of the reader, and how often something had concerned them when it was read. */
export interface OwnSeed {
  id: number;
  version: number;
}

/** Asks a master what a registration says to its owner; null when nobody answered. */
export type AskOwn = (id: number) => Promise<OwnRegistration | 'refused' | null>;

/** What the page knows of the reader's own affairs; see `createOwnNews`. */
export interface OwnNews {
  /** What was asked since the page was rendered; null while its rendering is the newest. */
  get(id: number): OwnRegistration | null;
  subscribe(id: number, listener: () => void): () => void;
  /** What the server rendered is at least as new as these. */
  seed(own: readonly OwnSeed[]): void;
  /** A `me` frame came. */
  noticed(id: number, version: number): void;
  /** A beat's digest of a private channel. @returns whether it is that of what was noticed. */
  announced(channel: string, digest: string, epoch: number): boolean;
  /** A higher epoch: counts begin anew, and bids of the old history may be lost (DUR1). */
  reset(): void;
}

interface Known {
  /** The highest count that a terminal told in this epoch. */
  told: number;
  /** The count that what the page shows includes. */
  seen: number;
  asked: OwnRegistration | null;
  isLooking: boolean;
  failures: number;
  timer: TimerHandle | null;
}

/** Several notices at once are one question; by chance, so that all who were outbid do not ask at once. */
const GATHER_MS = 80;
const SPREAD_MS = 160;

const PATIENCE = { minMs: 500, maxMs: 30_000 };

/** What concerns the reader (PSH10): notices say that there is something, a master says what. */
export function createOwnNews(deps: { timers: Timers; chance: Chance; ask: AskOwn }): OwnNews {
  const { timers, chance } = deps;
  const all = new Map<number, Known>();
  const listeners = createKeyedListeners();

  function of(id: number): Known {
    const known = all.get(id) ?? {
      told: 0,
      seen: 0,
      asked: null,
      isLooking: false,
      failures: 0,
      timer: null,
    };
    all.set(id, known);
    return known;
  }

  function lookSoon(id: number, delayMs = GATHER_MS + chance() * SPREAD_MS) {
    const known = of(id);
    if (known.isLooking || known.timer) return;
    known.timer = timers.after(delayMs, () => {
      known.timer = null;
      void look(id, known);
    });
  }

  async function look(id: number, known: Known) {
    known.isLooking = true;
    const answer = await deps.ask(id);
    known.isLooking = false;
    if (answer === 'refused') return;
    if (answer === null) {
      known.failures += 1;
      lookSoon(id, reconnectDelayMs(known.failures, PATIENCE, chance));
      return;
    }
    known.failures = 0;
    known.seen = Math.max(known.seen, answer.version);
    known.asked = answer;
    listeners.tell([String(id)]);
    if (known.told > known.seen) lookSoon(id, PATIENCE.minMs);
  }

  return {
    get: (id) => all.get(id)?.asked ?? null,
    subscribe: (id, listener) => listeners.subscribe(String(id), listener),
    seed(own) {
      for (const { id, version } of own) {
        const known = of(id);
        known.seen = Math.max(known.seen, version);
        if (!known.asked || known.asked.version > version) continue;
        known.asked = null;
        listeners.tell([String(id)]);
      }
    },
    noticed(id, version) {
      const known = of(id);
      if (version <= known.told) return;
      known.told = version;
      if (version > known.seen) lookSoon(id);
    },
    announced(channel, digest, epoch) {
      const id = Number(channel.slice('reg:'.length));
      const { told } = of(id);
      return digest === digestOf(epoch, told > 0 ? [{ key: `me:${id}`, version: told }] : []);
    },
    reset() {
      for (const [id, known] of all) {
        known.told = 0;
        known.seen = 0;
        if (known.asked) known.asked = { ...known.asked, bids: [] };
        lookSoon(id);
      }
      listeners.tell([...all.keys()].map(String));
    },
  };
}
