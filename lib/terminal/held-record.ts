import { publicAuction, publicLot, type SyncRecord } from '../api/public-lot';
import { lotChannel, splitKey } from '../api/record-key';

/** A record as a terminal holds it: what is pushed of it, serialised once (PSH4). */
export interface HeldRecord {
  key: string;
  kind: 'lot' | 'item' | 'auction';
  id: number;
  version: number;
  channel: string;
  gone: boolean;
  /** Its public body as JSON; null for tombstones and items. */
  text: string | null;
}

/**
 * What may be pushed of a record, or null where it is not exactly the public shape (AUT1): the last
 * gate before pages, so that nothing else can ever leave through a terminal.
 */
export function heldRecord(record: SyncRecord): HeldRecord | null {
  const { kind, id } = splitKey(record.key);
  if (kind !== 'lot' && kind !== 'item' && kind !== 'auction') return null;
  const { key, version, channel, gone } = record;
  const held = { key, kind, id, version, channel, gone, text: null } as const;
  if (gone || kind === 'item') return held;
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
