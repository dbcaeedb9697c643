import type { Chance } from '../shared/ports';

/**
 * Delay before resend number `failures` (1, 2, …) of a notification (NTF4): `firstMs` doubling to
 * `maxMs`, shortened by up to a fifth so that destinations do not beat in step.
 */
export function resendDelayMs(
  failures: number,
  limits: { firstMs: number; maxMs: number },
  chance: Chance,
): number {
  const fullMs = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(failures - 1, 30));
  return fullMs * (1 - 0.2 * chance());
}

/**
 * Delay before reconnect number `failures` (1, 2, …) of a page or node (PSH7): full jitter below a
 * doubling ceiling, never below `minMs`.
 */
export function reconnectDelayMs(
  failures: number,
  limits: { minMs: number; maxMs: number },
  chance: Chance,
): number {
  const ceilingMs = Math.min(limits.maxMs, limits.minMs * 2 ** Math.min(failures, 30));
  return limits.minMs + chance() * Math.max(0, ceilingMs - limits.minMs);
}
