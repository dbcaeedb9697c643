import { z } from 'zod';
import { digest } from '../api/frames';
import { channelName } from '../api/record-key';
import { err, ok, type Result } from '../shared/result';
import type { PageClaim } from '../sync/catch-up';
import { parseHave } from '../sync/have';

const digests = z.record(channelName, digest);
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

/** A page whose address says what it holds: `?epoch=1&have=42.17,43.2` (PSH2). */
export function syncFromQuery(
  page: { sync(claim: PageClaim): void; refuse(kind: string, retry: 'never'): void },
  query: URLSearchParams,
): void {
  const claim = claimOf({
    epoch: query.get('epoch') ?? '0',
    have: query.get('have') ?? '',
    digests: digestsOfQuery(query.get('digests')),
  });
  if (claim.ok) page.sync(claim.value);
  else page.refuse('bad-address', 'never');
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
