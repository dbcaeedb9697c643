import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../lib/shared/result';
import { parseBidFile, type RecordedBid } from './csv';
import { planLots, type RecordedLot } from './plan';

/** A bid file as it is replayed: its bids as they stand in it, and the lots they make. */
export interface BidFile {
  readonly bids: readonly RecordedBid[];
  readonly lots: readonly RecordedLot[];
}

/** Reads a bid file whole, or says in one line why it cannot be replayed. */
export function readBidFile(path: string): Result<BidFile, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return err(`cannot read ${path}: ${(error as Error).message}`);
  }
  const bids = parseBidFile(text);
  const lots = bids.ok ? planLots(bids.value) : bids;
  if (!bids.ok || !lots.ok) {
    const problem = bids.ok ? !lots.ok && lots.error : bids.error;
    if (!problem) return err(`${path} is unreadable`);
    return err(`${path}, line ${problem.line}: ${problem.message}. Nothing was created.`);
  }
  return ok({ bids: bids.value, lots: lots.value });
}
