import { changesAnswer, headsAnswer } from '../api/node-wire';
import type { Clock, Timers } from '../shared/ports';
import { type Appetite, hasBody } from './appetite';
import type { NodeCounters } from './counters';
import type { Fetcher } from './fetcher';
import type { Masters } from './masters';

/** The net below the notices (ANT1, ANT2). */
export interface Comparer {
  /** Compares a watched name soon, in a comparison that begins after this call (ANT2). */
  compareSoon(watched: string): void;
  /** One anti-entropy round (ANT1). @returns whether it ended well. */
  round(): Promise<boolean>;
  /** A round and every watched name. @returns whether all of it ended well. */
  compareAll(): Promise<boolean>;
  /** Monotonic start of the last round that ended well, or null. */
  lastRoundMs(): number | null;
  /** A higher epoch: rounds start from the beginning. */
  reset(): void;
}

/** Names in one request (lib/api/node-wire: 1,000 channels). */
const NAMES_MAX = 100;

/** What a comparison found must be held by then, or it proves nothing and is done again. */
const HOLD_DEADLINE_MS = 10_000;

/** Subscriptions that come in a storm share comparisons, at most one in so many milliseconds. */
const SPACING_MS = 50;

/** Asks masters what should be held and has the fetcher get what is not. */
export function createComparer(options: {
  masters: Masters;
  appetite: Appetite;
  fetcher: Fetcher;
  epoch: () => number | null;
  clock: Clock;
  timers: Timers;
  counters: NodeCounters;
}): Comparer {
  const { masters, appetite, fetcher, clock, counters } = options;
  let token: string | null = null;
  let lastRoundMs: number | null = null;
  let life = 0;
  const due = new Set<string>();
  let isPumping = false;

  /** Takes or demands one head; the promise settles when it is held. */
  function hold(head: { key: string; version: number; gone: boolean }, channel: string) {
    const epoch = options.epoch();
    if (epoch === null || head.version <= appetite.heldVersion(head.key)) return null;
    if (head.gone || !hasBody(head.key)) {
      const { key, version, gone } = head;
      appetite.take({ key, version, channel, gone, body: null }, { epoch, noticedAtMs: null });
      return null;
    }
    fetcher.demand({ key: head.key, channel, minVersion: head.version, noticedAtMs: null });
    return fetcher.arrival(head.key, head.version);
  }

  /** Whether all of these are held before the deadline. */
  function allHeld(arrivals: (Promise<void> | null)[]): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = options.timers.after(HOLD_DEADLINE_MS, () => resolve(false));
      void Promise.all(arrivals).then(() => {
        options.timers.cancel(timer);
        resolve(true);
      });
    });
  }

  /** Asks for the heads of these names; what comes of it is in `held`, or null without an answer. */
  async function askHeads(names: readonly string[]): Promise<{ held: Promise<boolean> } | null> {
    const startedAtMs = clock.monotonicMs();
    const startedLife = life;
    const channels = names.flatMap((name) => appetite.compared(name));
    const arrivals: (Promise<void> | null)[] = [];
    for (let at = 0; at < channels.length; at += 1_000) {
      const epoch = options.epoch();
      if (epoch === null) return null;
      const body = { epoch, channels: channels.slice(at, at + 1_000) };
      const answer = await masters.ask('/internal/heads', body, headsAnswer);
      if (!answer.ok || life !== startedLife) return null;
      for (const { name, heads } of answer.value.channels) {
        arrivals.push(...(heads ?? []).map((head) => hold(head, name)));
      }
    }
    const held = allHeld(arrivals).then((isHeld) => {
      if (!isHeld || life !== startedLife) return false;
      counters.comparisons += 1;
      for (const name of names) appetite.proven(name, startedAtMs);
      return true;
    });
    return { held };
  }

  /** Does not wait for what is fetched: one lot that cannot be had must not hold up the others. */
  async function pump(): Promise<void> {
    isPumping = true;
    while (due.size > 0) {
      const names = [...due].slice(0, NAMES_MAX);
      for (const name of names) due.delete(name);
      const asked = await askHeads(names);
      const again = () => {
        const watched = new Set(appetite.watched());
        for (const name of names) if (watched.has(name)) compareSoon(name);
      };
      if (!asked) for (const name of names) due.add(name);
      else void asked.held.then((isHeld) => isHeld || again());
      await new Promise<void>((resolve) => {
        options.timers.after(asked ? SPACING_MS : 10 * SPACING_MS, resolve);
      });
      if (!asked) dropUnwatched();
    }
    isPumping = false;
  }

  function dropUnwatched(): void {
    const watched = new Set(appetite.watched());
    for (const name of due) if (!watched.has(name)) due.delete(name);
  }

  function compareSoon(watched: string): void {
    due.add(watched);
    if (!isPumping) void pump();
  }

  async function round(): Promise<boolean> {
    const epoch = options.epoch();
    if (epoch === null) return false;
    const startedAtMs = clock.monotonicMs();
    const startedLife = life;
    const answer = await masters.ask('/internal/changes', { epoch, token }, changesAnswer);
    if (!answer.ok || life !== startedLife) return false;
    const isHistory = token === null;
    const wanted = answer.value.changes.filter((change) =>
      isHistory && !appetite.readsHistory ? false : appetite.wants(change.key, change.channel),
    );
    const arrivals = wanted.map((change) => {
      if (change.version > appetite.heldVersion(change.key)) counters.mended += 1;
      return hold(change, change.channel);
    });
    if (!(await allHeld(arrivals)) || life !== startedLife) return false;
    token = answer.value.token;
    lastRoundMs = startedAtMs;
    counters.antiEntropyRounds += 1;
    appetite.provenAll(startedAtMs);
    return true;
  }

  return {
    compareSoon,
    round,
    async compareAll() {
      if (!(await round())) return false;
      const names = appetite.watched();
      for (let at = 0; at < names.length; at += NAMES_MAX) {
        const asked = await askHeads(names.slice(at, at + NAMES_MAX));
        if (!asked || !(await asked.held)) return false;
      }
      return true;
    },
    lastRoundMs: () => lastRoundMs,
    reset() {
      token = null;
      lastRoundMs = null;
      life += 1;
    },
  };
}
