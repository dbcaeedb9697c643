import type { LedgerHeadView } from '../../api/v1/ledger';
import { type Queryable, rowsOf } from './queryable';

/** The published heads of a sale below `before`, the newest first (HED1). */
export const headsOfAuction = (
  db: Queryable,
  of: { auctionId: number; before: number; limit: number },
): Promise<LedgerHeadView[]> =>
  rowsOf<LedgerHeadView>(db, {
    name: 'read-ledger-heads',
    text: `select seq, text, signature, key_id as "keyId", encode(sha256(text::bytea), 'hex') as hash
      from ledger_head where auction_id = $1 and seq < $2 order by seq desc limit $3`,
    values: [of.auctionId, of.before, of.limit],
  });

/** A head with what proves its lots: secrets of the house. */
export interface ProvingHead {
  readonly auctionId: number;
  readonly text: string;
  readonly signature: string;
  readonly keyId: string;
  readonly salt: Buffer;
  readonly lots: number;
  /** The root of each 256 leaves. */
  readonly blocks: Buffer;
  /** Of the lot's leaf. */
  readonly place: number;
}

/** The head of this number in the lot's sale, where the lot has ended and stands in it; else null. */
export async function provingHead(
  db: Queryable,
  of: { seq: number; lotId: number },
): Promise<ProvingHead | null> {
  const [head] = await rowsOf<ProvingHead>(db, {
    name: 'read-proving-head',
    text: `select h.auction_id as "auctionId", h.text, h.signature, h.key_id as "keyId", h.salt,
        h.lots, h.blocks, stood.place
      from lot l join ledger_head h on h.auction_id = l.auction_id and h.seq = $2
      join lateral (select place from ledger_head_lot s
        where s.auction_id = l.auction_id and s.lot_id = l.id and s.seq <= $2
        order by s.seq desc limit 1) stood on true
      where l.id = $1 and l.phase in ('sold', 'passed', 'withdrawn')`,
    values: [of.lotId, of.seq],
  });
  return head ?? null;
}

/** Where a lot's ledger stood in a head. */
export interface LotInHead {
  readonly lotId: number;
  readonly entry: number;
  /** Of that entry, hex. */
  readonly hash: string;
}

/** The lots of a head from place `from` up to before `to`, in order of their places. */
export const lotsInHead = (
  db: Queryable,
  of: { auctionId: number; seq: number; from: number; to: number },
): Promise<LotInHead[]> =>
  rowsOf<LotInHead>(db, {
    name: 'read-lots-in-head',
    text: `select distinct on (place) lot_id as "lotId", entry, encode(hash, 'hex') as hash
      from ledger_head_lot
      where auction_id = $1 and place >= $3 and place < $4 and seq <= $2
      order by place, seq desc`,
    values: [of.auctionId, of.seq, of.from, of.to],
  });
