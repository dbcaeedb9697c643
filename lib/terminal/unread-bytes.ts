import type { TimerHandle, Timers } from '../shared/ports';
import type { PageConnection } from './page-connection';

/** Made this share of what may be, so that it is not too much again with the next write. */
const SHRUNK = 0.75;

/**
 * Bounds what pages leave unread, all of them together (PSH3): above that, those that have taken
 * nothing for longest are cut off. Who reads, however slowly, comes last.
 */
export class UnreadBytes {
  /** It was so much when it was counted, and this was written since: never less than it is. */
  #atMost = 0;
  #counting: TimerHandle | null = null;

  constructor(
    readonly options: {
      maxBytes: number;
      timers: Timers;
      pages: () => readonly PageConnection[];
    },
  ) {}

  /** So much was written to a page. It is counted anew when it may have become too much. */
  wrote(bytes: number): void {
    this.#atMost += bytes;
    if (this.#counting || this.#atMost <= this.options.maxBytes) return;
    // Not at once: what was written just now the network had no chance to take.
    this.#counting = this.options.timers.after(0, () => this.#count());
  }

  #count(): void {
    this.#counting = null;
    const { maxBytes, pages } = this.options;
    const waiting = pages()
      .map((page) => ({ page, bytes: page.unreadBytes }))
      .filter(({ bytes }) => bytes > 0);
    this.#atMost = waiting.reduce((sum, { bytes }) => sum + bytes, 0);
    if (this.#atMost <= maxBytes) return;
    waiting.sort((one, other) => one.page.tookAtMs - other.page.tookAtMs);
    for (const { page, bytes } of waiting) {
      if (this.#atMost <= SHRUNK * maxBytes) return;
      this.#atMost -= bytes;
      page.cutOff();
    }
  }
}
