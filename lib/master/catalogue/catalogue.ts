import type pg from 'pg';
import type { PrimaryClock } from '../primary-clock';
import type { ChangedRecord } from '../record-change';

/** What writes of the catalogue are made of. `changed` tells nodes after the commit; it never waits. */
export interface Catalogue {
  primary: pg.Pool;
  clock: Pick<PrimaryClock, 'now'>;
  changed: (records: readonly ChangedRecord[]) => void;
}

/** Who writes, as the audit has it. */
export interface Actor {
  userId: string;
  houseId: number;
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
