import { publicAuction, publicLot, type SyncRecord } from '../api/public-lot';
import { lotChannel, splitKey } from '../api/record-key';

/** What terminals hold; of `item`, `reg` and `me` the version alone. */
const KINDS = ['lot', 'item', 'auction', 'reg', 'me'] as const;

const isHeldKind = (kind: string): kind is (typeof KINDS)[number] =>
  (KINDS as readonly string[]).includes(kind);

/** A record as a terminal holds it: what is pushed of it, serialised once (PSH4). */
export interface HeldRecord {
  key: string;
  kind: (typeof KINDS)[number];
  id: number;
  version: number;
  channel: string;
  gone: boolean;
  /** When it was taken, counted over all that is held here: what came later has a higher one. */
  order: number;
  /** Its public body as JSON; null for tombstones and for what has none. */
  text: string | null;
}

/**
 * What may be pushed of a record, or null where it is not exactly the public shape (AUT1): the last
 * gate before pages, so that nothing else can ever leave through a terminal.
 */
export function heldRecord(record: SyncRecord): Omit<HeldRecord, 'order'> | null {
  const { kind, id } = splitKey(record.key);
  if (!isHeldKind(kind)) return null;
  const { key, version, channel, gone } = record;
  const held = { key, kind, id, version, channel, gone, text: null } as const;
  if (gone || (kind !== 'lot' && kind !== 'auction')) return held;
  if (kind === 'auction') {
    const auction = publicAuction.safeParse(record.body);
    if (!auction.success || auction.data.id !== id || auction.data.version !== version) return null;
    return { ...held, text: JSON.stringify(auction.data) };
  }
  const lot = publicLot.safeParse(record.body);
  if (!lot.success || lot.data.id !== id || lot.data.version !== version) return null;
  if (lotChannel(lot.data.auctionId, lot.data.channel) !== channel) return null;
  return { ...held, text: JSON.stringify(lot.data) };
}
