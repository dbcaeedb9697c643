import { changesAnswer, headsAnswer } from '../api/node-wire';
import { homeOf } from '../api/record-key';
import type { Clock, Timers } from '../shared/ports';
import { type Appetite, hasBody } from './appetite';
import type { NodeCounters } from './counters';
import { BEHIND_MAX_MS, type Fetcher } from './fetcher';
import type { Masters } from './masters';

/** The net below the notices (ANT1, ANT2). */
export interface Comparer {
  /** Compares a watched name soon, in a comparison that begins after this call (ANT2). */
  compareSoon(watched: string): void;
  /**
   * One anti-entropy round (ANT1). The first only learns from where on to ask; what was before is
   * compared. A record that does not come stays demanded, so its own channel is behind; the round
   * ends well without it. @returns whether it ended well.
   */
  round(): Promise<boolean>;
  /**
   * A round and every watched name; one of which not everything came is compared again, alone.
   * @returns whether masters answered all of it.
   */
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

/**
 * Rounds wait less: what has not come by then is behind by more than may be claimed over, so that
 * its channel claims nothing and no other needs to wait.
 */
const ROUND_HOLD_MS = BEHIND_MAX_MS + 500;

/** Subscriptions that come in a storm share comparisons, at most one in so many milliseconds. */
const SPACING_MS = 50;

/** Everything a comparer needs. */
export interface ComparerOptions {
  masters: Masters;
  appetite: Appetite;
  fetcher: Fetcher;
  epoch: () => number | null;
  /** Whether a comparison of a name begun then proves it; else it is compared again (BUS1). */
  proves?: (watched: string, startedAtMs: number) => boolean;
  clock: Clock;
  timers: Timers;
  counters: NodeCounters;
  /** More has changed since the last round than is listed: everything must be compared. */
  onTooMany: () => void;
}

/** Asks masters what should be held and has the fetcher get what is not. */
class MasterComparer implements Comparer {
  readonly #options: ComparerOptions;
  #token: string | null = null;
  #lastRoundMs: number | null = null;
  /** Counts epochs: what was begun in another proves nothing. */
  #life = 0;
  readonly #due = new Set<string>();
  #isPumping = false;

  constructor(options: ComparerOptions) {
    this.#options = options;
  }

  /** Takes or demands one head; the promise settles when it is held. */
  #hold(head: { key: string; version: number; gone: boolean }, channel: string) {
    const epoch = this.#options.epoch();
    if (epoch === null || head.version <= this.#options.appetite.heldVersion(head.key)) return null;
    if (head.gone || !hasBody(head.key)) {
      const { key, version, gone } = head;
      this.#options.appetite.take(
        { key, version, channel, gone, body: null },
        { epoch, noticedAtMs: null },
      );
      return null;
    }
    this.#options.fetcher.demand({
      key: head.key,
      channel,
      minVersion: head.version,
      noticedAtMs: null,
    });
    return this.#options.fetcher.arrival(head.key, head.version);
  }

  /** Whether all of these are held in time. */
  #allHeld(arrivals: readonly (Promise<void> | null)[], withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.#options.timers.after(withinMs, () => resolve(false));
      void Promise.all(arrivals).then(() => {
        this.#options.timers.cancel(timer);
        resolve(true);
      });
    });
  }

  /**
   * Asks for the heads of these names and proves each of which all is held in time.
   * @returns the names that were not proven, or null without an answer.
   */
  async #askHeads(
    names: readonly string[],
    withinMs: number,
  ): Promise<{ unproven: Promise<string[]> } | null> {
    const startedAtMs = this.#options.clock.monotonicMs();
    const startedLife = this.#life;
    const channels = names.flatMap((name) => this.#options.appetite.compared(name));
    const arrivals = new Map<string, (Promise<void> | null)[]>(names.map((name) => [name, []]));
    for (let at = 0; at < channels.length; at += 1_000) {
      const epoch = this.#options.epoch();
      if (epoch === null) return null;
      const body = { epoch, channels: channels.slice(at, at + 1_000) };
      const answer = await this.#options.masters.ask('/internal/heads', body, headsAnswer);
      if (!answer.ok || this.#life !== startedLife) return null;
      for (const { name: channel, heads } of answer.value.channels) {
        const coming = (heads ?? []).map((head) => this.#hold(head, homeOf(channel)));
        // A sale is answered channel by channel.
        for (const [name, all] of arrivals) {
          if (channel === name || channel.startsWith(`${name}/`)) all.push(...coming);
        }
      }
    }
    this.#options.counters.comparisons += 1;
    const prove = async ([name, coming]: [string, (Promise<void> | null)[]]) => {
      const isHeld = await this.#allHeld(coming, withinMs);
      if (!isHeld || this.#life !== startedLife) return [name];
      if (this.#options.proves?.(name, startedAtMs) === false) return [name];
      this.#options.appetite.proven(name, startedAtMs);
      return [];
    };
    return { unproven: Promise.all([...arrivals].map(prove)).then((lists) => lists.flat()) };
  }

  /** What was not proven is compared again, as long as somebody watches it. */
  #again(names: readonly string[]): void {
    const watched = new Set(this.#options.appetite.watched());
    for (const name of names) if (watched.has(name)) this.compareSoon(name);
  }

  /** Does not wait for what is fetched: one lot that cannot be had must not hold up the others. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    while (this.#due.size > 0) {
      const names = [...this.#due].slice(0, NAMES_MAX);
      for (const name of names) this.#due.delete(name);
      const asked = await this.#askHeads(names, HOLD_DEADLINE_MS);
      if (!asked) for (const name of names) this.#due.add(name);
      else void asked.unproven.then((unproven) => this.#again(unproven));
      await new Promise<void>((resolve) => {
        this.#options.timers.after(asked ? SPACING_MS : 10 * SPACING_MS, resolve);
      });
      if (!asked) this.#dropUnwatched();
    }
    this.#isPumping = false;
  }

  #dropUnwatched(): void {
    const watched = new Set(this.#options.appetite.watched());
    for (const name of this.#due) if (!watched.has(name)) this.#due.delete(name);
  }

  compareSoon(watched: string): void {
    this.#due.add(watched);
    if (!this.#isPumping) void this.#pump();
  }

  async round(): Promise<boolean> {
    const epoch = this.#options.epoch();
    if (epoch === null) return false;
    const startedAtMs = this.#options.clock.monotonicMs();
    const startedLife = this.#life;
    const answer = await this.#options.masters.ask(
      '/internal/changes',
      { epoch, token: this.#token },
      changesAnswer,
    );
    if (!answer.ok || this.#life !== startedLife) return false;
    const { changes } = answer.value;
    const wanted = (changes ?? []).filter(({ key, channel }) =>
      this.#options.appetite.wants(key, channel),
    );
    const arrivals = wanted.map((change) => {
      if (change.version > this.#options.appetite.heldVersion(change.key))
        this.#options.counters.mended += 1;
      return this.#hold(change, change.channel);
    });
    await this.#allHeld(arrivals, ROUND_HOLD_MS);
    if (this.#life !== startedLife) return false;
    this.#token = answer.value.token;
    this.#lastRoundMs = startedAtMs;
    this.#options.counters.antiEntropyRounds += 1;
    if (changes === null) this.#options.onTooMany();
    return true;
  }

  async compareAll(): Promise<boolean> {
    if (!(await this.round())) return false;
    const startedLife = this.#life;
    const names = this.#options.appetite.watched();
    for (let at = 0; at < names.length; at += NAMES_MAX) {
      const asked = await this.#askHeads(names.slice(at, at + NAMES_MAX), ROUND_HOLD_MS);
      if (!asked) return false;
      const unproven = await asked.unproven;
      if (this.#life !== startedLife) return false;
      this.#again(unproven);
    }
    return true;
  }

  lastRoundMs(): number | null {
    return this.#lastRoundMs;
  }

  reset(): void {
    this.#token = null;
    this.#lastRoundMs = null;
    this.#life += 1;
  }
}

/** A comparer that has compared nothing yet. */
export const createComparer = (options: ComparerOptions): Comparer => new MasterComparer(options);
