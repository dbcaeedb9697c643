import type { Clock } from './ports';

/** The same refusal of the same address is said again after so long, with how often it happened. */
const SAY_AGAIN_MS = 60_000;

/** Refusals kept in mind at most; where there are more, the rest of that minute is not said. */
const KEPT_MAX = 1_000;

/** Says what was refused to whom, once: whoever sends a million bad messages fills no disk. */
export interface Refusals {
  /**
   * @param kind what was wrong, a word of our own and never the sender's.
   * @param from its address, or its name where that is proven.
   * @param line what would be right.
   */
  say(kind: string, from: string, line?: string): void;
}

/** See `Refusals`. */
export function createRefusals(options: {
  log: { warn(known: Record<string, unknown>, line: string): void };
  clock: Clock;
}): Refusals {
  const { log, clock } = options;
  const said = new Map<string, { atMs: number; unsaid: number }>();

  function forgetOld(nowMs: number): void {
    for (const [name, { atMs }] of said) if (nowMs - atMs >= SAY_AGAIN_MS) said.delete(name);
  }

  return {
    say(kind, from, line = 'refused') {
      const nowMs = clock.monotonicMs();
      const name = `${kind} ${from}`;
      const before = said.get(name);
      if (before && nowMs - before.atMs < SAY_AGAIN_MS) {
        before.unsaid += 1;
        return;
      }
      if (!before && said.size >= KEPT_MAX) forgetOld(nowMs);
      if (!before && said.size >= KEPT_MAX) return;
      said.set(name, { atMs: nowMs, unsaid: 0 });
      log.warn({ kind, from, unsaid: before?.unsaid ?? 0 }, line);
    },
  };
}
