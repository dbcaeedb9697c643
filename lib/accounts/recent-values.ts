import type { Clock } from '../shared/ports';

/**
 * Values read a moment ago, at most `max` of them, each at most `maxAgeMs` old. Concurrent readers
 * of one key share one read; a failed read is not kept.
 */
export class RecentValues<T> {
  readonly #entries = new Map<string, { value: Promise<T>; readAtMs: number }>();

  constructor(
    readonly clock: Clock,
    readonly limits: { maxAgeMs: number; max: number },
  ) {}

  /** The recent value of `key`, or what `read` answers. */
  get(key: string, read: () => Promise<T>): Promise<T> {
    const now = this.clock.monotonicMs();
    const known = this.#entries.get(key);
    if (known && now - known.readAtMs < this.limits.maxAgeMs) return known.value;
    const value = read();
    this.#entries.delete(key);
    this.#entries.set(key, { value, readAtMs: now });
    value.catch(() => this.#forget(key, value));
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.limits.max && !oldest.done) this.#entries.delete(oldest.value);
    return value;
  }

  #forget(key: string, value: Promise<T>) {
    if (this.#entries.get(key)?.value === value) this.#entries.delete(key);
  }
}
