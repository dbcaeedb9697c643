import { eachOf } from '../house/each-of';
import { actOnLot } from '../house/sales';
import type { PassResult } from './pass';
import type { Cast, PassLot } from './sale';

/** Lots that are bid on at the same time; within a lot bids go one after the other. */
const LOTS_AT_ONCE = 24;
/** Tries of one bid whose outcome the house did not know (503), always with the same key (LAN2). */
const TRIES = 20;

/** Places every bid of every lot in time order as a maximum, then closes the lot. */
export async function bidAndClose(
  cast: Cast,
  pass: readonly PassLot[],
  runId: string,
  onBid: () => void,
): Promise<PassResult[]> {
  const results: PassResult[] = [];
  await eachOf(pass, LOTS_AT_ONCE, async (lot, position) => {
    let refused = 0;
    for (const [index, bid] of lot.recorded.bids.entries()) {
      const key = `${runId}-${lot.lotId}-${index}`;
      if (!(await placeMaximum(cast, lot.lotId, bid, key))) refused += 1;
      onBid();
    }
    const closed = await actOnLot(cast.auctioneer, lot.lotId, 'close');
    results[position] = {
      recorded: lot.recorded,
      priceMinor: closed.priceMinor,
      sold: closed.state === 'sold',
      refused,
    };
  });
  return results;
}

/** True when accepted, false when a rule refused it (409); anything else is an error. */
async function placeMaximum(
  cast: Cast,
  lotId: number,
  bid: { bidder: string; amountMinor: number },
  key: string,
): Promise<boolean> {
  const bidder = cast.bidders.get(bid.bidder);
  if (!bidder) throw new Error(`no account was made for ${bid.bidder}`);
  for (let attempt = 1; ; attempt++) {
    const answer = await bidder.send(
      'POST',
      `/api/v1/lots/${lotId}/bids`,
      { amountMinor: bid.amountMinor, kind: 'max' },
      { 'idempotency-key': key },
    );
    if (answer.ok) return true;
    if (answer.status === 409) return false;
    if (answer.status !== 503 || attempt === TRIES)
      throw new Error(`a bid on lot ${lotId}: ${answer.status} ${answer.problem.title}`);
  }
}
