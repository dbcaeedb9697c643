import { PROTOCOL } from '../../api/frames';
import { PARKED_MAX, type ParkedRequest } from '../../api/node-wire';
import type { Log } from '../../node/log';
import { repeating } from '../../node/repeating';
import type { Clock, Timers } from '../../shared/ports';
import { PARKED_CLIENTS_MAX, type ParkedPush, type ParkedPushes } from './parked-push';
import { Shelf } from './shelf';

/** A terminal that has not taken what it was told by then is told again. */
const TELL_DEADLINE_MS = 2_000;

/** Parked pushes of a house without Redis. */
export interface ParkedInMemory extends ParkedPushes {
  /** What another terminal parked. */
  take(pushes: ParkedRequest['pushes']): void;
}

/** One that other terminals are to know of too. */
interface Offer {
  client: string;
  push: ParkedPush;
  untilMs: number;
  /** Terminals that have it. */
  known: Set<string>;
}

/**
 * Parks pushes in the memory of every terminal (PSH6): the one whose answer failed tells the others
 * at once, and again every `retryMs` those that did not take it, so that the client is met with it
 * wherever it comes next. Lost with this process if that dies before the others know.
 */
export function createParkedInMemory(options: {
  clock: Clock;
  timers: Timers;
  log: Log;
  settings: () => { retryMs: number; parkTtlMs: number };
  /** Origins of the other terminals. */
  peers: () => readonly string[];
  /** Posts JSON to another terminal, signed (NOD1). */
  post: (
    origin: string,
    path: string,
    body: unknown,
    deadlineMs: number,
  ) => Promise<{ status: number }>;
}): ParkedInMemory {
  const { clock, log, settings } = options;
  const shelf = new Shelf(clock);
  let offers: Offer[] = [];
  let parked: (client: string) => void = () => {};
  const telling = new Set<string>();
  const unwilling = new Set<string>();
  const retries = repeating(options.timers, () => settings().retryMs, tellAll);

  function put(client: string, pushes: readonly ParkedPush[]): void {
    shelf.put(client, pushes, settings().parkTtlMs);
    parked(client);
  }

  function tellAll(): void {
    shelf.expire();
    const nowMs = clock.monotonicMs();
    offers = offers.filter((offer) => offer.untilMs > nowMs);
    for (const peer of options.peers()) if (!telling.has(peer)) void tell(peer);
  }

  async function tell(peer: string): Promise<void> {
    const some = offers.filter((offer) => !offer.known.has(peer)).slice(0, PARKED_MAX);
    if (some.length === 0) return;
    telling.add(peer);
    const pushes = some.map(({ client, push }) => ({ client, ...push }));
    let why: string | null = null;
    try {
      const body: ParkedRequest = { protocol: PROTOCOL, pushes };
      const { status } = await options.post(peer, '/internal/parked', body, TELL_DEADLINE_MS);
      if (status === 200) for (const offer of some) offer.known.add(peer);
      else why = `status ${status}`;
    } catch (reason) {
      why = String(reason);
    }
    telling.delete(peer);
    if (why === null) unwilling.delete(peer);
    else if (!unwilling.has(peer)) {
      unwilling.add(peer);
      log.warn({ terminal: peer, why }, 'a terminal does not take what is parked');
    }
  }

  return {
    park(client, pushes) {
      put(client, pushes);
      const untilMs = clock.monotonicMs() + settings().parkTtlMs;
      const made = pushes.map((push) => ({ client, push, untilMs, known: new Set<string>() }));
      offers = [...offers, ...made].slice(-PARKED_CLIENTS_MAX);
      tellAll();
    },
    take(pushes) {
      const byClient = new Map<string, ParkedPush[]>();
      for (const { client, ...push } of pushes) {
        byClient.set(client, [...(byClient.get(client) ?? []), push]);
      }
      for (const [client, its] of byClient) put(client, its);
    },
    collect(client) {
      offers = offers.filter((offer) => offer.client !== client);
      return Promise.resolve(shelf.take(client));
    },
    listen(to) {
      parked = to;
    },
    // What others could not tell they tell again.
    hearsSinceMs: () => Number.NEGATIVE_INFINITY,
    size: () => shelf.size(),
    start: retries.start,
    stop: retries.stop,
  };
}
