import { z } from 'zod';
import { digest } from '../api/frames';
import { digestName } from '../api/record-key';
import { err, ok, type Result } from '../shared/result';
import type { PageClaim } from '../sync/catch-up';
import { parseHave } from '../sync/have';
import type { PageHandle } from './page-hub';

const digests = z.record(digestName, digest);
const epoch = z.union([z.int().min(0), z.string().regex(/^\d{1,9}$/)]).transform(Number);

/**
 * What a page says it holds (PSH2), from a `sync` message or a query string: there `digests` is
 * `auction:7/0.0123456789abcdef,…`.
 */
export function claimOf(said: {
  epoch: unknown;
  have: string;
  digests?: unknown;
}): Result<PageClaim, 'bad-claim'> {
  const ofEpoch = epoch.safeParse(said.epoch);
  const have = parseHave(said.have);
  if (!ofEpoch.success || !have.ok) return err('bad-claim');
  if (said.digests === undefined) return ok({ epoch: ofEpoch.data, have: have.value });
  const byChannel = digests.safeParse(said.digests);
  if (!byChannel.success) return err('bad-claim');
  return ok({ epoch: ofEpoch.data, have: have.value, digests: byChannel.data });
}

/** What an address says that its page holds: `?epoch=1&have=42.17,43.2` (PSH2). */
export const claimOfQuery = (query: URLSearchParams): Result<PageClaim, 'bad-claim'> =>
  claimOf({
    epoch: query.get('epoch') ?? '0',
    have: query.get('have') ?? '',
    digests: digestsOfQuery(query.get('digests')),
  });

/**
 * A page whose address says what it holds, and which private channels it may watch: `&ticket=…`,
 * once for each (AUT1).
 */
export function syncFromQuery(
  page: Pick<PageHandle, 'sync' | 'present' | 'refuse'>,
  query: URLSearchParams,
): void {
  const claim = claimOfQuery(query);
  if (!claim.ok) {
    page.refuse('bad-address', 'never');
    return;
  }
  page.sync(claim.value);
  const tickets = query.getAll('ticket');
  if (tickets.length > 0) page.present(tickets, 'address');
}

/** Undefined where the query has none; null where they are malformed. */
function digestsOfQuery(text: string | null): Record<string, string> | undefined | null {
  if (text === null) return undefined;
  const byChannel: Record<string, string> = {};
  if (text === '') return byChannel;
  for (const part of text.split(',')) {
    const match = /^(.+)\.([0-9a-f]{16})$/.exec(part);
    if (!match?.[1] || !match[2]) return null;
    byChannel[match[1]] = match[2];
  }
  return byChannel;
}
