import { setImmediate } from 'node:timers/promises';
import type { BidWhyView } from '../../api/v1/why';
import type { ChainBody } from '../../auction/ledger/chain';
import { openedOnEnd } from '../../auction/ledger/openings';
import { type ReplayStep, replaySteps } from '../../auction/ledger/replay';
import type { PublicLot } from '../../auction/public-lot';
import type { LotState } from '../../auction/state';
import { isAsked } from '../../auction/why/asked';
import type { BidWhy } from '../../auction/why/bid-why';
import { whyBid } from '../../auction/why/why-bid';
import { type LotLedger, lotLedger } from '../../db/read/lot-ledger';
import { type OwnBid, ownBid } from '../../db/read/own-bid';
import type { Queryable } from '../../db/read/queryable';
import { limitTold } from './limit-told';

const ENDS = ['sold', 'passed', 'withdrawn'];

/** How often a person may ask of one master (WHY2): each time a whole lot is settled again. */
export const WHYS = { burst: 20, perSecond: 0.5 };

/** Bids wait for no more entries than these to be settled again. */
const STEPS_AT_ONCE = 100;

/** What would have won is searched for by playing the rest again, some forty times: of no more than this. */
const REST_MAX = 250;

/** The entries of a lot settled again, as far as what opens them is there. */
async function played(
  chain: ChainBody[],
  openings: LotLedger['openings'],
  lot: LotState,
): Promise<ReplayStep[]> {
  const steps: ReplayStep[] = [];
  for (const step of replaySteps(chain, openings, lot)) {
    steps.push(step);
    if (steps.length % STEPS_AT_ONCE === 0) await setImmediate();
  }
  return steps;
}

const then = ({ state, priceMinor, askMinor, leaderPaddle, reserve }: PublicLot) => ({
  ...{ state, priceMinor, askMinor, leaderPaddle, reserve },
});

function shown(bidId: string, { lotId, ...bid }: OwnBid, why: BidWhy): BidWhyView {
  const { entry, asked, answer, rule, amountMinor, before, after, now, overtaken } = why;
  const { leastMinor, unitsLeft, replacedBy, left, cancelledBy, wouldWin } = why;
  const { currency, format } = before;
  return {
    ...{ bidId, lotId, currency, format, entry, asked, answer, rule, amountMinor },
    before: then(before),
    after: then(after),
    now: then(now),
    ...{ leastMinor, unitsLeft },
    limit: limitTold(bid, answer),
    overtaken: overtaken && { ...overtaken, after: then(overtaken.after) },
    ...{ replacedBy, left, cancelledBy, wouldWin },
  };
}

/**
 * Why a bid of this person came to what it came to (WHY2), from the lot's ledger settled again. While the lot goes
 * on no more than their own limits and what anyone may see; once it has ended also what its end opened (LED5).
 * @returns null where the bid is not theirs, and `erased` where what would explain it is gone (LED6).
 */
export async function whyOwnBid(
  db: Queryable,
  of: { bidId: number; userId: string },
): Promise<BidWhyView | 'erased' | null> {
  const bid = await ownBid(db, of);
  const stored = bid && (await lotLedger(db, bid.lotId));
  if (!bid || !stored) return null;
  const chain = stored.entries.map(({ text }) => JSON.parse(text) as ChainBody);
  const hasEnded = ENDS.includes(stored.phase);
  const own = stored.openings.filter(({ entry }) => chain[entry - 1]?.paddle === bid.paddle);
  const opened = hasEnded ? [...openedOnEnd(chain, stored.openings), ...own] : stored.openings;
  const steps = await played(chain, opened, bid.lot);
  const step = steps.find(({ entry }) => entry.entry === bid.entry);
  if (!step) return 'erased';
  if (!isAsked(step)) return null;
  const canSearch = hasEnded && chain.length - bid.entry <= REST_MAX;
  const why = whyBid(steps, bid.entry, canSearch ? 'all' : 'owner');
  return shown(String(of.bidId), bid, why);
}
