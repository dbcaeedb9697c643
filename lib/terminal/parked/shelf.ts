import type { Clock } from '../../shared/ports';
import { newestOf, PARKED_CLIENTS_MAX, type ParkedPush } from './parked-push';

interface Place {
  pushes: ParkedPush[];
  untilMs: number;
}

/** Parked pushes in memory: bounded by client and in all, and forgotten after their time (PSH6). */
export class Shelf {
  readonly #clock: Clock;
  /** Longest waiting first. */
  readonly #places = new Map<string, Place>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds to what waits for a client. */
  put(client: string, pushes: readonly ParkedPush[], ttlMs: number): void {
    const waiting = this.take(client);
    this.#places.set(client, {
      pushes: newestOf([...waiting, ...pushes]),
      untilMs: this.#clock.monotonicMs() + ttlMs,
    });
    for (const [oldest] of this.#places) {
      if (this.#places.size <= PARKED_CLIENTS_MAX) break;
      this.#places.delete(oldest);
    }
  }

  /** Takes what waits for a client away. */
  take(client: string): ParkedPush[] {
    const place = this.#places.get(client);
    this.#places.delete(client);
    return place && place.untilMs > this.#clock.monotonicMs() ? place.pushes : [];
  }

  /** Drops exactly these of a client, unless more came since. */
  drop(client: string, pushes: readonly ParkedPush[]): void {
    if (this.#places.get(client)?.pushes === pushes) this.#places.delete(client);
  }

  /** Everything that waits, without taking it. */
  waiting(): [client: string, pushes: readonly ParkedPush[]][] {
    return [...this.#places].map(([client, { pushes }]) => [client, pushes]);
  }

  /** Drops what has waited for too long. */
  expire(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [client, { untilMs }] of this.#places) {
      if (untilMs <= nowMs) this.#places.delete(client);
    }
  }

  /** Clients for whom something waits. */
  size(): number {
    return this.#places.size;
  }
}
