import { isAmount, type Minor } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import type { BidFact, LotFact, ReserveReached, Sale, Sold, UnitsBought } from '../fact';
import { type Refusal, refusal } from '../refusal';
import type { DutchBook, LotOf, LotTermsOf, Stake } from '../state';
import type { TermsProblem } from '../terms/terms-problem';
import { type Fall, fallMs, floorAfterMs, priceAfter } from './falling-price';
import type { AdmittedBid, Format, HammerResult, PublicPrice } from './format';
import {
  costMinor,
  refusedOffer,
  softCloseProblems,
  solePaddle,
  unitsIn,
  unitsProblems,
} from './offer';
import { furthestIn, reserveStatus } from './proxy-price';
import { atTheClock } from './would-win';

type DutchTerms = LotTermsOf<'dutch'>;
type DutchLot = LotOf<'dutch'>;

/** Without a reserve the price falls to the least amount there is. */
const LEAST_MINOR: Minor = 1;

/** The longest time between two steps: a day. */
const INTERVAL_MAX_MS = 86_400_000;

const fallTo = (floorMinor: Minor, { startMinor, selling }: DutchTerms): Fall => ({
  startMinor,
  stepMinor: selling.stepMinor,
  intervalMs: selling.intervalMs,
  floorMinor,
});

/** How the price falls in truth. */
const fallOf = (terms: DutchTerms): Fall => fallTo(terms.reserveMinor ?? LEAST_MINOR, terms);

/** How it would fall without a reserve: the longest it can take, which tells nobody of one (DUT2). */
const longestFallOf = (terms: DutchTerms): Fall => fallTo(LEAST_MINOR, terms);

/** The fall as pages know it: its end is `closesAtMs`. */
const toldFallOf = (lot: DutchLot): Fall =>
  lot.book.isReserveTold ? fallOf(lot) : longestFallOf(lot);

/** When the price began to fall. An interruption that moved the close moved it too (CLS7). */
const sinceMs = (lot: DutchLot): number => lot.closesAtMs - fallMs(toldFallOf(lot));

const leftOf = (lot: DutchLot): number => lot.selling.units - unitsIn(lot.book.purchases);

/** What was bought, nobody twice at one price. */
function salesOf({ purchases }: DutchBook): Sale[] {
  const sales = new Map<string, Sale>();
  for (const { registrationId, paddle, units, priceMinor } of purchases) {
    const key = `${registrationId} ${priceMinor}`;
    const before = sales.get(key)?.units ?? 0;
    sales.set(key, { registrationId, paddle, units: before + units, priceMinor });
  }
  return [...sales.values()];
}

function hammer({ book }: DutchLot): HammerResult {
  return book.purchases.length === 0
    ? { kind: 'passed', reason: 'no-bid' }
    : { kind: 'sold', sales: salesOf(book) };
}

/** What the clock asks at that time. */
const priceAt = (lot: DutchLot, atMs: number): Minor =>
  priceAfter(fallOf(lot), atMs - sinceMs(lot));

/** What the clock asked when the bid was received, whatever the bidder would have paid (DUT1). */
function bought(lot: DutchLot, bid: AdmittedBid): Result<UnitsBought, Refusal> {
  const priceMinor = priceAt(lot, bid.receivedAtMs);
  const refused = refusedOffer(bid, priceMinor);
  if (refused) return err(refused);
  const unitsLeft = leftOf(lot);
  if (bid.leastUnits > unitsLeft) return err(refusal('too-few-left', { unitsLeft }));
  const { registrationId, userId, paddle } = bid.bidder;
  const units = Math.min(bid.units, unitsLeft);
  const entry = lot.entry + 1;
  const purchase = { entry, registrationId, userId, paddle, units, priceMinor };
  const version = lot.version + 1;
  return ok({ kind: 'unitsBought', version, outcome: 'bought', purchase });
}

function evolve({ book }: DutchLot, fact: LotFact): DutchBook {
  if (fact.kind === 'reserveReached') return { ...book, isReserveTold: true };
  if (fact.kind !== 'unitsBought') return book;
  return { ...book, purchases: [...book.purchases, fact.purchase] };
}

/** Whoever takes the last units ends the lot. */
function decideBid(
  lot: DutchLot,
  bid: AdmittedBid,
  nowMs: number,
): Result<readonly (BidFact | Sold)[], Refusal> {
  const taken = bought(lot, bid);
  if (!taken.ok) return taken;
  const book = evolve(lot, taken.value);
  if (leftOf({ ...lot, book }) > 0) return ok([taken.value]);
  const { version } = taken.value;
  const sold = { version, by: 'bidder', atMs: Math.floor(nowMs), sales: salesOf(book) } as const;
  return ok([taken.value, { kind: 'sold', ...sold }]);
}

const closeMs = (lot: DutchLot): number => sinceMs(lot) + fallMs(fallOf(lot));

const reserveAtMs = (lot: DutchLot): number | null =>
  lot.reserveMinor === null || lot.book.isReserveTold
    ? null
    : sinceMs(lot) + floorAfterMs(fallOf(lot));

/** The reserve's time has come (DUT2): it is told, and the close with it. Once. */
function reachReserve(lot: DutchLot, nowMs: number): Result<readonly ReserveReached[], Refusal> {
  const { reserveMinor, version } = lot;
  const dueAtMs = reserveAtMs(lot);
  if (reserveMinor === null || dueAtMs === null) return err(refusal('already-told'));
  if (nowMs < dueAtMs) return err(refusal('not-due', { dueAtMs }));
  const closesAtMs = closeMs(lot);
  return ok([{ kind: 'reserveReached', version: version + 1, reserveMinor, closesAtMs }]);
}

function problems(terms: DutchTerms): TermsProblem[] {
  const { selling, startMinor, reserveMinor, opensAtMs, closesAtMs } = terms;
  const { stepMinor, intervalMs } = selling;
  const found = [...softCloseProblems(terms), ...unitsProblems(selling)];
  if (!isAmount(stepMinor)) found.push({ field: 'selling', kind: 'bad-amount' });
  const isInterval = Number.isInteger(intervalMs) && intervalMs >= 1;
  if (!isInterval || intervalMs > INTERVAL_MAX_MS) {
    found.push({ field: 'selling', kind: 'bad-duration' });
  }
  if (reserveMinor !== null && reserveMinor > startMinor) {
    found.push({ field: 'reserveMinor', kind: 'bad-amount' });
  }
  if (found.length === 0 && closesAtMs !== opensAtMs + fallMs(longestFallOf(terms))) {
    found.push({ field: 'closesAtMs', kind: 'bad-time' });
  }
  return found;
}

function publicPrice(lot: DutchLot): PublicPrice {
  const { book, startMinor, reserveMinor, selling } = lot;
  const priceMinor = book.purchases.at(-1)?.priceMinor ?? null;
  const isKnown = reserveMinor === null || book.isReserveTold;
  return {
    priceMinor,
    askMinor: startMinor,
    leaderPaddle: solePaddle(book.purchases),
    reserve: reserveStatus(1, { reserveMinor, priceMinor }),
    bidCount: lot.bidCount,
    units: { offered: selling.units, left: leftOf(lot) },
    falling: {
      sinceMs: sinceMs(lot),
      startMinor,
      stepMinor: selling.stepMinor,
      intervalMs: selling.intervalMs,
      floorMinor: isKnown ? fallOf(lot).floorMinor : null,
    },
  };
}

/** Beside what the bidder has bought already, the units at what the clock asks: nobody pays more (DUT1). */
function binds(lot: DutchLot, bid: AdmittedBid): Minor {
  const own = lot.book.purchases
    .filter(({ registrationId }) => registrationId === bid.bidder.registrationId)
    .reduce((sum, { units, priceMinor }) => sum + costMinor(units, priceMinor), 0);
  return own + costMinor(bid.units, priceAt(lot, bid.receivedAtMs));
}

const stakes = ({ book }: DutchLot): Stake[] =>
  book.purchases.map(({ registrationId, userId, units, priceMinor }) => ({
    registrationId,
    userId,
    amountMinor: costMinor(units, priceMinor),
  }));

/** The price falls from the opening on until somebody takes it (DUT1, DUT2). */
export const dutchFormat: Format<'dutch'> = {
  severalUnits: true,
  problems,
  emptyBook: () => ({ purchases: [], isReserveTold: false }),
  opening: (lot, nowMs) => ({ opensAtMs: nowMs, closesAtMs: nowMs + fallMs(longestFallOf(lot)) }),
  // Its close is where the price comes to its end: moved, the price would rise (DUT1).
  followsOthers: false,
  closeMs,
  reserveAtMs,
  opensReserve: true,
  reachReserve,
  decideBid,
  evolve,
  hammer,
  publicPrice,
  disclose: (_, { amountMinor }, facts) => {
    const [fact] = facts ?? [];
    const publicMinor = fact?.kind === 'unitsBought' ? fact.purchase.priceMinor : null;
    return { publicMinor, secretMinor: amountMinor };
  },
  // What was bought stays bought at its price: a cancellation only gives units back (RET3).
  replay({ book }, bids) {
    const standing = new Set(bids.map(({ entry }) => entry));
    const purchases = book.purchases.filter(({ entry }) => standing.has(entry));
    return { book: { ...book, purchases }, bidCount: purchases.length };
  },
  reopened: () => null,
  clerk: null,
  furthest: furthestIn(1),
  provenToWin: atTheClock,
  bought: ({ book }) => book.purchases.map(({ paddle }) => paddle),
  fixedOnceOpen: ['startMinor', 'reserveMinor', 'closesAtMs'],
  eases: (fromMinor, toMinor) => toMinor < fromMinor,
  stakes,
  binds,
};
