import type { HeldRecord } from './held-record';

/**
 * Versions that a page was to be sent elsewhere and was not (PSH6): this terminal knows that they
 * exist, so nothing older of the same record is written to that page, and nothing is claimed to be
 * proven (PSH7) until they are held here or their time is over.
 */
export class OwedVersions {
  readonly #versions = new Map<string, number>();
  #untilMs = 0;

  /** Owes this version until then, monotonic. */
  add(key: string, version: number, untilMs: number): void {
    this.#versions.set(key, Math.max(version, this.#versions.get(key) ?? 0));
    this.#untilMs = untilMs;
  }

  /** Whether anything is owed and not held yet. @returns false once its time is over. */
  isWaiting(nowMs: number): boolean {
    if (nowMs >= this.#untilMs) this.#versions.clear();
    return this.#versions.size > 0;
  }

  /** Whether this very record is owed. */
  has(key: string): boolean {
    return this.#versions.has(key);
  }

  /** Whether a newer version of this record is owed. */
  isNewerThan({ key, version }: Pick<HeldRecord, 'key' | 'version'>): boolean {
    return (this.#versions.get(key) ?? 0) > version;
  }

  /** A record that is written to the page as new as it is owed is owed no longer. */
  meet({ key, version }: Pick<HeldRecord, 'key' | 'version'>): void {
    if ((this.#versions.get(key) ?? 0) <= version) this.#versions.delete(key);
  }

  /** What is held as new as it is owed is owed no longer. */
  settle(heldVersion: (key: string) => number): void {
    for (const [key, version] of this.#versions) {
      if (heldVersion(key) >= version) this.#versions.delete(key);
    }
  }

  /** What was owed of a history that has ended is void. */
  clear(): void {
    this.#versions.clear();
  }
}
