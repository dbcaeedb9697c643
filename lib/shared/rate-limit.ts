import type { Clock } from './ports';

/** So many at once, and how fast that refills. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Whether one more is within the rate; asking counts. */
export function rateLimit(clock: Pick<Clock, 'monotonicMs'>, rate: Rate): () => boolean {
  const isWithin = rateLimitEach(clock, rate);
  return () => isWithin('');
}

/** Of how many it is remembered, before those are forgotten who might do it all again. */
const REMEMBERED = 10_000;

/** The same for each by a name of theirs: whether one more of theirs is within the rate. */
export function rateLimitEach(
  clock: Pick<Clock, 'monotonicMs'>,
  { burst, perSecond }: Rate,
): (who: string) => boolean {
  const known = new Map<string, { left: number; atMs: number }>();
  const leftAt = ({ left, atMs }: { left: number; atMs: number }, nowMs: number) =>
    Math.min(burst, left + ((nowMs - atMs) / 1_000) * perSecond);
  return (who) => {
    const nowMs = clock.monotonicMs();
    if (known.size >= REMEMBERED) {
      for (const [one, then] of known) if (leftAt(then, nowMs) >= burst) known.delete(one);
    }
    const then = known.get(who);
    const left = (then ? leftAt(then, nowMs) : burst) - 1;
    known.set(who, { left: Math.max(left, -1), atMs: nowMs });
    return left >= 0;
  };
}
