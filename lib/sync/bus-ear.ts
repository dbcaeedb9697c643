/** What any message on the bus says of its place: see `heard`. */
export interface Numbered {
  n: number;
  after: number | null;
}

/**
 * What a node heard of one life of one master on the bus, and whether it missed any of it (BUS1).
 * Every message names the one before it under the same name; beats name the last of each name that
 * was spoken under, so that a loss shows though nothing follows it. What is not known yet is adopted:
 * what was said before a name was joined is found by the comparison that begins after (ANT2).
 */
export class BusEar {
  readonly #lasts = new Map<string, number>();
  #saidUntilMs = Number.NEGATIVE_INFINITY;

  /** A message under a name that is listened to. @returns whether one before it was missed. */
  heard(name: string, { n, after }: Numbered): { missed: boolean } {
    const last = this.#lasts.get(name);
    // Said again, or a copy somebody kept: nothing is told by it.
    if (last !== undefined && n <= last) return { missed: false };
    this.#lasts.set(name, n);
    return { missed: last !== undefined && after !== last };
  }

  /**
   * A beat, after it was `heard` as a message. `listens` tells under which names this node hears all.
   * @returns whether a message under one of these was missed.
   */
  beat(
    beat: { saidUntilMs: number; lasts: Readonly<Record<string, number>> },
    listens: (name: string) => boolean,
  ): { missed: boolean } {
    let missed = false;
    for (const [name, n] of Object.entries(beat.lasts)) {
      if (!listens(name)) continue;
      // A name that was joined just now is not known: it may have been said before or lost.
      if ((this.#lasts.get(name) ?? 0) >= n) continue;
      missed = true;
      this.#lasts.set(name, n);
    }
    this.#saidUntilMs = Math.max(this.#saidUntilMs, beat.saidUntilMs);
    return { missed };
  }

  /** All that this life changed before then, by its own clock, was heard; −∞ before any beat. */
  saidUntilMs(): number {
    return this.#saidUntilMs;
  }

  /** A name is listened to no more. */
  forget(name: string): void {
    this.#lasts.delete(name);
  }
}
