import type { Clock, TimerHandle, Timers } from '../../lib/shared/ports';

/** One life of one process: what it waits for ends with it. */
export interface Life {
  readonly process: string;
  /** 1, 2, …: which start of that process this is. */
  readonly nth: number;
  alive: boolean;
  /** Stopped as by SIGSTOP: what is due gathers until it goes on. */
  hung: boolean;
  /** Called once, when it dies and its host tells the peers. */
  readonly onReset: Set<() => void>;
}

interface Due {
  readonly atMs: number;
  readonly nth: number;
  readonly life: Life | null;
  readonly run: () => void;
  cancelled: boolean;
}

const isBefore = (a: Due, b: Due) => a.atMs < b.atMs || (a.atMs === b.atMs && a.nth < b.nth);

/** What is due next, first: a binary heap. */
class Heap {
  readonly #items: Due[] = [];

  peek(): Due | undefined {
    return this.#items[0];
  }

  push(item: Due): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Due;
      if (!isBefore(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Due | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (!last || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      const right = items[child + 1];
      if (right && isBefore(right, items[child] as Due)) child += 1;
      if (!isBefore(items[child] as Due, last)) break;
      items[at] = items[child] as Due;
      at = child;
    }
    items[at] = last;
    return first;
  }
}

/** All promises that this turn settled have run when it resolves. */
const microtasksDone = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Virtual time. One thing happens at a time: a step runs what is due next and then every microtask
 * that follows from it, so that the same seed gives the same history. What belongs to a process ends
 * with its life, at whatever `await` it stands: its timers do not fire and what it waits for never
 * comes.
 */
export class Scheduler {
  /** Milliseconds since the beginning of this world. */
  nowMs = 0;
  /** Steps so far. */
  steps = 0;
  readonly #heap = new Heap();
  readonly #held = new Map<Life, Due[]>();
  readonly #lives = new Map<string, number>();
  #nth = 0;

  /** A new life of a process. */
  born(process: string): Life {
    const nth = (this.#lives.get(process) ?? 0) + 1;
    this.#lives.set(process, nth);
    return { process, nth, alive: true, hung: false, onReset: new Set() };
  }

  /** Ends a life; `told`: its peers see their connections reset, else it just falls silent. */
  end(life: Life, told: boolean): void {
    if (!life.alive) return;
    life.alive = false;
    this.#held.delete(life);
    const peers = told ? [...life.onReset] : [];
    life.onReset.clear();
    for (const reset of peers) reset();
  }

  /** Runs something later in a life; null: of the world itself. */
  after(delayMs: number, life: Life | null, run: () => void): TimerHandle {
    this.#nth += 1;
    const atMs = this.nowMs + Math.max(0, delayMs);
    const due: Due = { atMs, nth: this.#nth, life, run, cancelled: false };
    this.#heap.push(due);
    return due;
  }

  cancel(handle: TimerHandle): void {
    (handle as Due).cancelled = true;
  }

  /** Stops a process as SIGSTOP does. */
  hang(life: Life): void {
    if (life.alive) life.hung = true;
  }

  /** What was due meanwhile happens now, in its order. */
  goOn(life: Life): void {
    if (!life.hung) return;
    life.hung = false;
    const held = this.#held.get(life) ?? [];
    this.#held.delete(life);
    for (const due of held) if (!due.cancelled) this.after(0, life, due.run);
  }

  /**
   * The next step not after `untilMs`. @returns whose it was; null: the world's own; undefined: there
   * is none any more, and it is `untilMs` now.
   */
  async step(untilMs: number): Promise<Life | null | undefined> {
    for (;;) {
      const due = this.#heap.peek();
      if (!due || due.atMs > untilMs) {
        this.nowMs = Math.max(this.nowMs, untilMs);
        return undefined;
      }
      this.#heap.pop();
      if (due.cancelled || due.life?.alive === false) continue;
      this.nowMs = due.atMs;
      if (due.life?.hung) {
        this.#held.set(due.life, [...(this.#held.get(due.life) ?? []), due]);
        continue;
      }
      this.steps += 1;
      due.run();
      await microtasksDone();
      return due.life;
    }
  }

  /** The timers of a life. */
  timersOf(life: Life): Timers {
    return {
      after: (delayMs, run) => this.after(delayMs, life, run),
      cancel: (handle) => this.cancel(handle),
    };
  }

  /** The clocks of a machine: no two agree, and only differences of the monotonic one mean anything. */
  clockOf(machine: { wallAheadMs: number; monotonicStartMs: number }): Clock {
    return {
      wallMs: () => EPOCH_MS + this.nowMs + machine.wallAheadMs,
      monotonicMs: () => this.nowMs + machine.monotonicStartMs,
    };
  }
}

/** Wall time at the beginning of every world: a Friday in 2030. */
export const EPOCH_MS = Date.UTC(2030, 0, 4, 18);
