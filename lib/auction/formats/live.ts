import { never } from '../../shared/assert';
import { ok, type Result } from '../../shared/result';
import type { BidAccepted, BidFact, ClerkFact, FloorBidTaken, LotFact, TermsSet } from '../fact';
import type { Refusal } from '../refusal';
import type { LiveBook } from '../state';
import { fixedClose } from './fixed-close';
import type { Format } from './format';
import { ASCENDING, asAscending, type LiveLot, ROOM } from './live-lot';
import { decideOrder } from './live-orders';
import { stageOf } from './live-stages';
import {
  lastStep,
  reopenedBook,
  withoutLastStep,
  withoutSteps,
  withRaise,
  withStep,
} from './live-steps';

/** Of any two bids the later brings the lot back to the block; a silent raise does not (PRX4). */
function afterBid(lot: LiveLot, { public: isPublic, priceMinor, leader, outcome }: BidAccepted) {
  if (!isPublic) return withRaise(lot.book, leader);
  const isFloor = outcome === 'leading' ? false : lot.book.isFloor;
  return withStep(lot, 'bidAccepted', { priceMinor, leader, isFloor, call: 'on-the-block' });
}

function afterFloorBid(lot: LiveLot, { bidder, outcome, amountMinor, priceMinor }: FloorBidTaken) {
  const standing = { priceMinor, call: 'on-the-block' } as const;
  if (outcome === 'outbid') return withStep(lot, 'floorBidTaken', standing);
  const leader = bidder && { ...bidder, maxMinor: amountMinor, kind: 'exact' as const };
  return withStep(lot, 'floorBidTaken', { ...standing, leader, isFloor: true });
}

/** Whoever displaces the room displaces nobody who could be told (PSH10). */
const ofNobodyInTheRoom = (
  decided: Result<readonly BidFact[], Refusal>,
): Result<readonly BidFact[], Refusal> =>
  decided.ok
    ? ok(
        decided.value.map((fact) =>
          fact.kind === 'bidAccepted' && fact.displacedRegistrationId === ROOM.registrationId
            ? { ...fact, displacedRegistrationId: null }
            : fact,
        ),
      )
    : decided;

/** A leader whose limit a lower reserve cut (RES5). */
const withCut = (book: LiveBook, { cut }: TermsSet): LiveBook =>
  cut && book.leader ? { ...book, leader: { ...book.leader, maxMinor: cut.maxMinor } } : book;

/** The book after what happens to lots of any format. */
function bookAfter(lot: LiveLot, fact: LotFact): LiveBook {
  if (fact.kind === 'bidAccepted') return afterBid(lot, fact);
  if (fact.kind === 'opened') return withStep(lot, 'opened', { call: 'on-the-block' });
  return fact.kind === 'termsSet' ? withoutSteps(withCut(lot.book, fact)) : lot.book;
}

/** The lot after what the clerk brought about; its version aside. */
function lotAfter(lot: LiveLot, fact: ClerkFact): LiveLot {
  const { kind } = fact;
  switch (kind) {
    case 'floorBidTaken':
      return { ...lot, bidCount: lot.bidCount + 1, book: afterFloorBid(lot, fact) };
    case 'fairWarningGiven':
      return { ...lot, book: withStep(lot, kind, { call: 'fair-warning' }) };
    case 'finalCallGiven':
      return { ...lot, book: withStep(lot, kind, { call: 'final-call' }) };
    case 'held':
      return { ...lot, phase: 'held', book: withStep(lot, kind, {}) };
    case 'takenUp':
      return { ...lot, phase: 'open', book: withStep(lot, kind, { call: 'on-the-block' }) };
    case 'incrementSet':
      return { ...lot, book: withStep(lot, kind, { stepMinor: fact.stepMinor }) };
    case 'stepUndone':
      return withoutLastStep(lot);
    case 'roomNamed': {
      const maxMinor = lot.book.priceMinor ?? 0;
      const buyer = { ...fact.bidder, maxMinor, kind: 'exact' } as const;
      return { ...lot, book: { ...lot.book, buyer } };
    }
    default:
      return never(kind, 'fact');
  }
}

/**
 * A lot sold in a saleroom (LIV1): a clerk puts it on the block, calls it and lets the hammer fall.
 * Bids of the floor, of absentees and from afar meet by the rules of price of an ascending lot.
 */
export const LIVE: Format<'live'> = {
  ...fixedClose,
  severalUnits: false,
  fixedOnceOpen: [],
  problems: ({ softClose }) =>
    softClose === null ? [] : [{ field: 'softClose', kind: 'not-in-this-format' }],
  emptyBook: () => ({
    priceMinor: null,
    leader: null,
    isFloor: false,
    call: 'on-the-block',
    stepMinor: null,
    buyer: null,
    steps: [],
  }),
  decideBid: (lot, bid) => ofNobodyInTheRoom(ASCENDING.decideBid(asAscending(lot), bid)),
  binds: (lot, bid) => ASCENDING.binds(asAscending(lot), bid),
  cutFor: (lot, reserveMinor) => ASCENDING.cutFor(asAscending(lot), reserveMinor),
  judgesAbsentee: (lot, bid) => ASCENDING.judgesAbsentee(asAscending(lot), bid),
  evolve: bookAfter,
  hammer: (lot) => ASCENDING.hammer(asAscending(lot)),
  publicPrice(lot) {
    const { leader, buyer, isFloor, stepMinor } = lot.book;
    return {
      ...ASCENDING.publicPrice(asAscending(lot)),
      leaderPaddle: (leader ?? buyer)?.paddle ?? null,
      saleroom: { stage: stageOf(lot), isFloor, stepMinor },
    };
  },
  disclose: (lot, bid, facts) => ASCENDING.disclose(asAscending(lot), bid, facts),
  stakes(lot) {
    const { priceMinor, leader, buyer } = lot.book;
    return ASCENDING.stakes({ ...asAscending(lot), book: { priceMinor, leader: leader ?? buyer } });
  },
  // Never asked for (`refusedByPace`): what a clerk took back is undone.
  replay: ({ book, bidCount }) => ({ book, bidCount }),
  reopened: ({ book }) => reopenedBook(book),
  eases: ASCENDING.eases,
  furthest: ASCENDING.furthest,
  provenToWin: ASCENDING.provenToWin,
  clerk: {
    decide: decideOrder,
    evolve: lotAfter,
    lastStep,
    ledBefore: ({ book: { steps } }) =>
      steps.flatMap(({ before: { leader } }) => (leader ? [leader.registrationId] : [])),
  },
};
