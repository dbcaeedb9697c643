import type { PageConnection } from './page-connection';

/** Pages that may be on their way to their first proof at once. */
const ENTERING_MAX = 200;

/** A page that is not proven by then no longer counts: what keeps it waiting must not keep others out. */
const ENTERING_MAX_MS = 2_000;

/**
 * Sheds storms (PSH7): a page enters while few others are between their first claim and their first
 * proof. A terminal that is quick lets thousands in each second, one that is slow fewer, and those
 * already here lose nothing to those who come.
 */
export class StormGate {
  readonly #entering = new Set<PageConnection>();

  /** Whether this page may enter now; else it is told to come again later. */
  admits(page: PageConnection, nowMs: number): boolean {
    if (this.#entering.size >= ENTERING_MAX) this.#forgetEntered(nowMs);
    if (this.#entering.size >= ENTERING_MAX) return false;
    this.#entering.add(page);
    return true;
  }

  /** The page's connection has ended. */
  left(page: PageConnection): void {
    this.#entering.delete(page);
  }

  #forgetEntered(nowMs: number): void {
    for (const page of this.#entering) {
      const { subscribedAtMs, isTold } = page;
      if (isTold || subscribedAtMs === null || nowMs - subscribedAtMs > ENTERING_MAX_MS) {
        this.#entering.delete(page);
      }
    }
  }
}
