import type { IncomingHttpHeaders } from 'node:http';
import { idempotencyKey } from '../../api/v1/bids';
import { ok, type Result } from '../../shared/result';
import { refuse, type Trouble } from '../trouble';
import type { HeaderSpec } from './route';

/** The header that makes a retry no second order (LED4). */
export const KEY_HEADER: HeaderSpec = {
  name: 'Idempotency-Key',
  required: true,
  description: 'New for each order, the same for its retries: 8 to 100 visible ASCII characters.',
};

/** The key of an order, or what is wrong with it. */
export function readKey(headers: IncomingHttpHeaders): Result<string, Trouble> {
  const header = headers['idempotency-key'];
  if (header === undefined) return refuse('idempotency-key-missing');
  const key = idempotencyKey.safeParse(header);
  if (key.success) return ok(key.data);
  return refuse('idempotency-key-missing', { detail: key.error.issues[0]?.message });
}
