import type { Minor } from '../../shared/money';
import { err, ok } from '../../shared/result';
import type { AcceptedBid, PlaceBid } from '../command';
import type { LotFact, OfferPlaced } from '../fact';
import { hasEnded } from '../phases';
import type { LotOf, LotTermsOf, Offer, OfferBook, Stake } from '../state';
import type { TermsProblem } from '../terms/terms-problem';
import { type SealedOffers, uniformPrice } from './award';
import { fixedClose } from './fixed-close';
import type { AdmittedBid, Disclosure, Format, HammerResult, PublicPrice } from './format';
import {
  costMinor,
  refusedOffer,
  softCloseProblems,
  solePaddle,
  unitsIn,
  unitsProblems,
} from './offer';
import { furthestIn, reserveStatus } from './proxy-price';
import { fromTheAward } from './would-win';

/** The formats whose offers nobody sees before the lot has ended. */
type SealedName = 'sealed' | 'vickrey' | 'multi-unit';
type SealedLot = LotOf<SealedName>;

const NO_OFFERS: readonly Offer[] = [];

/** One live offer each: a new one takes the last place, wherever the old one stood. */
const withOffer = (offers: readonly Offer[], offer: Offer): readonly Offer[] => [
  ...offers.filter((one) => one.registrationId !== offer.registrationId),
  offer,
];

function offerOf({
  bidder,
  amountMinor,
  units = 1,
  leastUnits = 1,
}: AdmittedBid | AcceptedBid): Offer {
  const { registrationId, userId, paddle } = bidder;
  return { registrationId, userId, paddle, amountMinor, units, leastUnits };
}

/** Nothing that anyone sees changes, so the version stays (VER1). */
const placed = ({ version }: SealedLot, bid: AdmittedBid): OfferPlaced => ({
  kind: 'offerPlaced',
  version,
  outcome: 'offered',
  offer: offerOf(bid),
});

/** Before the end nothing that offers change; after it what was sold, and among how many. */
function publicPrice(lot: SealedLot, result: HammerResult | null): PublicPrice {
  const sales = result?.kind === 'sold' ? result.sales : [];
  const priceMinor = sales[0]?.priceMinor ?? null;
  return {
    priceMinor,
    askMinor: lot.startMinor,
    leaderPaddle: solePaddle(sales),
    reserve: reserveStatus(1, { reserveMinor: lot.reserveMinor, priceMinor }),
    bidCount: hasEnded(lot.phase) ? lot.book.offers.length : 0,
  };
}

const stakes = ({ book }: SealedLot): Stake[] =>
  book.offers.map(({ registrationId, userId, units, amountMinor }) => ({
    registrationId,
    userId,
    amountMinor: costMinor(units, amountMinor),
  }));

/** What all sealed formats share (OFR1). */
const sealedOffers = {
  ...fixedClose,
  emptyBook: (): OfferBook => ({ offers: NO_OFFERS }),
  decideBid(lot: SealedLot, bid: AdmittedBid) {
    const refused = refusedOffer(bid, lot.startMinor);
    return refused ? err(refused) : ok([placed(lot, bid)]);
  },
  evolve: ({ book }: SealedLot, fact: LotFact): OfferBook =>
    fact.kind === 'offerPlaced' ? { offers: withOffer(book.offers, fact.offer) } : book,
  disclose: (_: SealedLot, { amountMinor }: PlaceBid): Disclosure => ({
    publicMinor: null,
    secretMinor: amountMinor,
  }),
  replay: ({ bidCount }: SealedLot, bids: readonly AcceptedBid[]) => ({
    book: { offers: bids.reduce((offers, bid) => withOffer(offers, offerOf(bid)), NO_OFFERS) },
    bidCount,
  }),
  // They have been opened.
  reopened: () => null,
  clerk: null,
  furthest: furthestIn(1),
  provenToWin: fromTheAward,
  fixedOnceOpen: [],
  eases: (fromMinor: Minor, toMinor: Minor) => toMinor < fromMinor,
  stakes,
  binds: (_: SealedLot, { units, amountMinor }: AdmittedBid) => costMinor(units, amountMinor),
};

/** Sealed offers for the whole lot: the best wins, at the price of the award (SEA1, VIC1). */
export const sealedFormat = (awardRule: string, award: (lot: SealedOffers) => HammerResult) =>
  ({
    ...sealedOffers,
    awardRule,
    severalUnits: false,
    problems: softCloseProblems,
    hammer: award,
    publicPrice: (lot) => publicPrice(lot, lot.phase === 'sold' ? award(lot) : null),
  }) satisfies Format<'sealed' | 'vickrey'>;

const award = (lot: LotOf<'multi-unit'>): HammerResult => uniformPrice(lot, lot.selling.units);

function multiUnitProblems(terms: LotTermsOf<'multi-unit'>): TermsProblem[] {
  const problems = [...softCloseProblems(terms), ...unitsProblems(terms.selling)];
  // Its minimum is no secret (MUL1): a second, secret one would make the first a lie.
  if (terms.reserveMinor !== null) {
    problems.push({ field: 'reserveMinor', kind: 'not-in-this-format' });
  }
  return problems;
}

/** Sealed offers for some of several units, at one price for all (MUL1, MUL2). */
export const multiUnitFormat: Format<'multi-unit'> = {
  ...sealedOffers,
  awardRule: 'MUL1',
  severalUnits: true,
  problems: multiUnitProblems,
  hammer: award,
  publicPrice(lot) {
    const result = lot.phase === 'sold' ? award(lot) : null;
    const offered = lot.selling.units;
    const sold = result?.kind === 'sold' ? unitsIn(result.sales) : 0;
    return { ...publicPrice(lot, result), units: { offered, left: offered - sold } };
  },
};
