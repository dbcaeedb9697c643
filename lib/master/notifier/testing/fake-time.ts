import type { Clock, Timers } from '../../../shared/ports';

/** Time that moves only when told to, with the timers that hang on it. */
export class FakeTime implements Timers {
  #nowMs = 0;
  #due: { atMs: number; run: () => void }[] = [];

  readonly clock: Clock = {
    wallMs: () => 1_700_000_000_000 + this.#nowMs,
    monotonicMs: () => this.#nowMs,
  };

  after(delayMs: number, run: () => void): object {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#due.push(timer);
    return timer;
  }

  cancel(handle: object): void {
    this.#due = this.#due.filter((timer) => timer !== handle);
  }

  /** Moves on, runs what comes due in order, and lets every promise settle between. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const next = this.#due
        .filter((timer) => timer.atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.cancel(next);
      next.run();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }
}

/** Enough turns of the microtask queue for the longest chain of promises here. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
