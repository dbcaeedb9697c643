import type pg from 'pg';
import type { Role } from '../../accounts/identity';
import { lotChannel } from '../../api/record-key';
import type { SaleLot } from '../../db/sale-lots-lock';
import type { PrimaryClock } from '../primary-clock';
import type { ChangedRecord } from '../record-change';

/** What writes of the catalogue are made of. `changed` tells nodes after the commit; it never waits. */
export interface Catalogue {
  primary: pg.Pool;
  clock: Pick<PrimaryClock, 'now'>;
  changed: (records: readonly ChangedRecord[]) => void;
}

/** Who writes, as the audit has it, and what they may change (EDT4). */
export interface Actor {
  userId: string;
  houseId: number;
  role: Role;
}

/** The record of a sale's live state. */
export const auctionRecord = (auctionId: number, version: number): ChangedRecord => ({
  key: `auction:${auctionId}`,
  version,
  channel: `auction:${auctionId}`,
  gone: false,
});

/** The record of a sale's texts. */
export const saleRecord = (auctionId: number, version: number): ChangedRecord => ({
  key: `sale:${auctionId}`,
  version,
  channel: `auction:${auctionId}`,
  gone: false,
});

/** The two records of a lot, its bid state and its entry (REC1), at the versions they have. */
export function lotRecords(auctionId: number, lot: SaleLot): ChangedRecord[] {
  const place = { channel: lotChannel(auctionId, lot.channel), gone: false };
  return [
    { key: `lot:${lot.id}`, version: lot.lotVersion, ...place },
    { key: `item:${lot.id}`, version: lot.itemVersion, ...place },
  ];
}
