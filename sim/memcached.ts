import type { CacheTrouble, Memcached } from '../lib/cache/memcached';
import { err, ok, type Result } from '../lib/shared/result';
import { between, chanceOf, oneOf } from './world/chance';
import type { Life, Scheduler } from './world/scheduler';

/** What Memcached is doing to those who trust it. */
export interface MemcachedMood {
  /** Answers nothing: callers give up after their own deadline. */
  hangs: boolean;
  /** Refuses connections. */
  down: boolean;
  /** Most milliseconds until a set lies there: older ones overtake newer ones. */
  setMs: number;
  /** Chance that a get brings damaged bytes, another key's, or an older value of that key. */
  damage: number;
  foreign: number;
  older: number;
}

/** A well-behaved server. */
const CALM: MemcachedMood = {
  hangs: false,
  down: false,
  setMs: 1,
  damage: 0,
  foreign: 0,
  older: 0,
};

/** As lib/cache/memcached gives up. */
const DEADLINE_MS = 60;

/** The one Memcached of a world, and what happened there. */
export class ModelMemcached {
  mood: MemcachedMood = CALM;
  readonly counts = {
    sets: 0,
    flushes: 0,
    damaged: 0,
    foreign: 0,
    older: 0,
    hung: 0,
    overtaken: 0,
  };
  readonly #values = new Map<string, Buffer>();
  /** Every value ever set, so that old ones can come back. */
  readonly #past = new Map<string, Buffer[]>();
  readonly #setAt = new Map<string, number>();
  readonly #chance;
  #sets = 0;

  constructor(
    readonly scheduler: Scheduler,
    seed: number,
  ) {
    this.#chance = chanceOf(seed, 'memcached');
  }

  calm(): void {
    this.mood = CALM;
  }

  flush(): void {
    this.counts.flushes += 1;
    this.#values.clear();
  }

  /** What lies there now, by key. */
  values(): ReadonlyMap<string, Buffer> {
    return this.#values;
  }

  /** The client of one process; it settles every call and never rejects, as the real one does. */
  client(life: Life): Memcached {
    const { scheduler } = this;
    const soon = <T>(answer: () => Result<T, CacheTrouble>): Promise<Result<T, CacheTrouble>> =>
      new Promise((resolve) => {
        if (this.mood.hangs) {
          this.counts.hung += 1;
          scheduler.after(DEADLINE_MS, life, () => resolve(err('deadline')));
          return;
        }
        const delayMs = between(this.#chance, 0.05, 0.5);
        scheduler.after(delayMs, life, () => resolve(this.mood.down ? err('failed') : answer()));
      });
    return {
      get: (key) => soon(() => ok(this.#get(key))),
      set: (key, value) => soon(() => ok(this.#set(key, Buffer.from(value)))),
      distrust: () => {},
      stats: () => ({ resets: 0, rotations: 0, refused: 0 }),
      close: () => {},
    };
  }

  #set(key: string, value: Buffer): void {
    this.#sets += 1;
    const nth = this.#sets;
    this.counts.sets += 1;
    this.#past.set(key, [...(this.#past.get(key) ?? []), value].slice(-8));
    const lieThere = () => {
      if ((this.#setAt.get(key) ?? 0) > nth) this.counts.overtaken += 1;
      this.#setAt.set(key, nth);
      this.#values.set(key, value);
    };
    if (this.mood.setMs <= 1) lieThere();
    else this.scheduler.after(this.#chance() * this.mood.setMs, null, lieThere);
  }

  #get(key: string): Buffer | null {
    const value = this.#values.get(key) ?? null;
    const { damage, foreign, older } = this.mood;
    if (!value) return null;
    if (this.#chance() < damage) {
      this.counts.damaged += 1;
      const bytes = Buffer.from(value);
      const at = Math.floor(this.#chance() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ 0x20;
      return bytes;
    }
    if (this.#chance() < foreign) {
      this.counts.foreign += 1;
      return oneOf(this.#chance, [...this.#values.values()]);
    }
    if (this.#chance() < older) {
      this.counts.older += 1;
      return oneOf(this.#chance, this.#past.get(key) ?? [value]);
    }
    return value;
  }
}
