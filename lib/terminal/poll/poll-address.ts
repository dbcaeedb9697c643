import { clientToken } from '../../api/node-wire';
import { err, ok, type Result } from '../../shared/result';
import { claimOfQuery } from '../page-claim';
import type { Question } from './poll-session';

const COUNTER = /^[1-9]\d{0,8}$/;
const MILLISECONDS = /^\d{1,7}$/;

/**
 * Reads `…&epoch=1&have=42.17&client=<token>&n=3&wait=1000` (PSH5), and `ticket=` (AUT1). `wait` is cut to `pollMs`, which
 * is also what counts where it is left out.
 */
export function parsePollAddress(
  query: URLSearchParams,
  pollMs: number,
): Result<Question & { client: string }, 'bad-address'> {
  const client = query.get('client') ?? '';
  const n = query.get('n') ?? '';
  const wait = query.get('wait') ?? String(pollMs);
  const claim = claimOfQuery(query);
  const isGood =
    clientToken.safeParse(client).success && COUNTER.test(n) && MILLISECONDS.test(wait);
  if (!isGood || !claim.ok) return err('bad-address');
  const tickets = query.getAll('ticket');
  const waitMs = Math.min(pollMs, Number(wait));
  return ok({ client, claim: claim.value, tickets, n: Number(n), waitMs });
}
