import type { ClerkAnswer } from '@/lib/api/v1/clerk';
import type { Result } from '@/lib/shared/result';
import type { ApiTrouble } from '../../api/call-api';

/** What became of an order; `unknown`: nobody said, and only the same key can tell. */
export type OrderEnd =
  | { kind: 'done'; answer: ClerkAnswer }
  | { kind: 'refused'; trouble: ApiTrouble }
  | { kind: 'unknown' };

/** After these nobody knows whether the order was done. */
const SAYS_NOTHING: ReadonlySet<ApiTrouble['kind']> = new Set([
  'unreachable',
  'undecided',
  'unavailable',
  'internal',
]);

const TRIES = 4;
const PAUSE_MS = 400;

/**
 * Sends one order until it is certain what became of it, with one key for all tries (LED4). `ask` sends it
 * once. It gives up after a few tries: what the room does next cannot wait, and is never queued.
 */
export async function sendOrder(
  ask: () => Promise<Result<ClerkAnswer, ApiTrouble>>,
  wait: (delayMs: number) => Promise<void>,
): Promise<OrderEnd> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const answer = await ask();
    if (answer.ok) return { kind: 'done', answer: answer.value };
    if (!SAYS_NOTHING.has(answer.error.kind)) return { kind: 'refused', trouble: answer.error };
    if (tries < TRIES) await wait(PAUSE_MS * tries);
  }
  return { kind: 'unknown' };
}
