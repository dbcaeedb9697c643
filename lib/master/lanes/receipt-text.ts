import canonicalize from 'canonicalize';
import type { EntryRow } from '../../db/batch-write';
import { invariant } from '../../shared/assert';

/**
 * What a bidder's receipt says, as docs/LEDGER.md lists it, in canonical form (RFC 8785): which entry their
 * bid is, its hash, and what the entry tells of it that is no secret.
 */
export function receiptText(auctionId: number, row: EntryRow): string {
  const { lotId, entry, hash, paddle, receivedAtMs, decidedAtMs } = row;
  const { outcome, code, priceMinor } = JSON.parse(row.line) as Record<string, unknown>;
  const text = canonicalize({
    kind: 'lotcast-receipt',
    ...{ auctionId, lotId, entry, hash, paddle, outcome, code, priceMinor },
    ...{ receivedAtMs, decidedAtMs },
  });
  invariant(text !== undefined, 'an object has a canonical form');
  return text;
}
