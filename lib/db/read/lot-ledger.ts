import type { Opening } from '../../auction/ledger/chain';
import { type Queryable, rowsOf } from './queryable';

/** A lot's ledger as it is stored, secrets and all: what of it may be told, whoever asks decides. */
export interface LotLedger {
  readonly auctionId: number;
  readonly phase: string;
  readonly entries: readonly { readonly text: string; readonly hash: string }[];
  readonly openings: readonly Opening[];
}

/** Reads a lot's whole ledger and what opens it, from one snapshot; null where there is no such lot. */
export async function lotLedger(db: Queryable, lotId: number): Promise<LotLedger | null> {
  const [row] = await rowsOf<LotLedger>(db, {
    name: 'read-lot-ledger',
    text: `select l.auction_id as "auctionId", l.phase,
        (select coalesce(json_agg(json_build_object('text', e.line,
                  'hash', encode(e.hash, 'hex')) order by e.entry), '[]')
           from ledger e where e.lot_id = l.id) as entries,
        (select coalesce(json_agg(json_build_object('entry', o.entry, 'of', o."of",
                  'amountMinor', o.amount_minor, 'salt', encode(o.salt, 'hex'))
                  order by o.entry, o."of"), '[]')
           from ledger_opening o where o.lot_id = l.id) as openings
      from lot l where l.id = $1`,
    values: [lotId],
  });
  return row ?? null;
}
