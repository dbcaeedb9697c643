import type pg from 'pg';
import { lockAuction } from '../db/auction-lock';
import { readSaleProgress } from '../db/auction-progress-read';
import { setAuctionLive } from '../db/auction-update';
import { inTransaction } from '../db/transaction';
import { type ChangedRecord, recordChanges } from './record-change';
import { tellAsItIs } from './tell-as-it-is';

/**
 * Lets a sale follow its lots: published → live when its first lot opens, ended when all of them are
 * final. A transaction of its own, since a sale is locked before its lots (LCK1); several masters may
 * try, one does, and tells of it.
 */
export async function advanceSale(
  parts: { pool: pg.Pool; notifier: { changed(records: readonly ChangedRecord[]): void } },
  auctionId: number,
): Promise<void> {
  const { kind, value } = await inTransaction(parts.pool, async (client) => {
    const sale = await lockAuction(client, auctionId);
    const state = await readSaleProgress(client, auctionId);
    if (!sale || state === null || state === sale.state) return null;
    const { version } = await setAuctionLive(client, auctionId, { state });
    const key = `auction:${auctionId}` as const;
    const record: ChangedRecord = { key, version, channel: key, gone: false };
    await recordChanges(client, [record]);
    return record;
  });
  if (value && kind === 'lost') await tellAsItIs(parts, [value]);
  else if (value) parts.notifier.changed([value]);
}
