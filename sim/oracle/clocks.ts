import type { DatabaseServer } from '../database/server';
import type { SeenNode, SeenPage } from './seen';

/** Beyond what is said: clocks drift apart between two measurements, and one hop rounds. */
const SLACK_MS = 5;

/** Whoever goes by the primary's clock, and how soon after it was set. */
export class ClockOracle {
  #setAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly primary: () => DatabaseServer | undefined,
    readonly nowMs: () => number,
  ) {}

  /** The primary's clock was set, or another server is the primary. */
  set(): void {
    this.#setAtMs = this.nowMs();
  }

  /** Whether it is as it was so long before. */
  isSettledSince(forMs: number, atMs = this.nowMs()): boolean {
    return atMs - this.#setAtMs > forMs;
  }

  /** After healing: how far off a page's clock is, beyond what it says itself, or null (TIM1, PSH7). */
  ofPage({ live }: SeenPage): string | null {
    const read = live.serverClock.read();
    if (!read || read.errorMs === Number.POSITIVE_INFINITY) return null;
    return this.#difference(read.nowMs, read.errorMs);
  }

  /** The same of a node. */
  ofNode({ node }: SeenNode): string | null {
    const now = node.primaryTime.now();
    return now && this.#difference(now.ms, now.errorMs);
  }

  #difference(saysMs: number, errorMs: number): string | null {
    const offMs = saysMs - (this.primary()?.wallMs() ?? saysMs);
    if (Math.abs(offMs) <= errorMs + SLACK_MS) return null;
    return `the primary's time is ${offMs.toFixed(0)} ms off, and says ${errorMs.toFixed(0)}`;
  }
}
