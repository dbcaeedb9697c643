import { describe, expect, it } from 'vitest';
import { publicLot } from '../public-lot';
import { settle } from '../settle';
import { DEFAULT_SOFT_CLOSE, type LotTermsOf } from '../state';
import { newLot, termsProblems } from '../terms/terms';
import { OfferRoom, offerLot } from '../testing/offer-room';
import {
  bidder,
  clock,
  factsOf,
  houseTerms,
  kindsOf,
  minor,
  Room,
  refusalOf,
  TEST_TERMS,
  testLot,
} from '../testing/room';
import { priceAfter } from './falling-price';

const OPENS = clock('10:00:00');
const SECONDS = 1_000;

/** D1 of the worked examples: 1000, −50 each 30 s, reserve 700. Without a reserve it ends at 0.01. */
const D1 = {
  format: 'dutch',
  selling: { units: 1, stepMinor: minor(50), intervalMs: 30 * SECONDS },
  startMinor: minor(1000),
  reserveMinor: minor(700),
  opensAtMs: OPENS,
  // Twenty steps down to the least amount, and one interval there.
  closesAtMs: OPENS + 21 * 30 * SECONDS,
} as const;

const dutch = (more: Partial<LotTermsOf<'dutch'>> = {}) =>
  new OfferRoom(offerLot({ ...D1, ...more }));
const units = (count: number) => ({ selling: { ...D1.selling, units: count } });

/** `hh:mm:ss.mmm` so long after the opening. */
function later(ms: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const [hours, minutes, seconds] = [10 + ms / 3_600_000, (ms / 60_000) % 60, (ms / 1_000) % 60];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds, 2)}.${part(ms % 1_000, 3)}`;
}

describe('a Dutch lot', () => {
  it.each([
    [0, 1000],
    [89_999, 900],
    [90_000, 850],
    [180_000, 700],
    [209_999, 700],
  ])('[DUT1] D1: %d ms after the opening it asks %d', (ms, price) => {
    const room = dutch();
    room.offer('A', 1000, { received: later(ms) });
    expect(room.result()).toBe(`1 A@${price}`);
  });

  it('[DUT1] D1: unsold at 210 s', () => {
    const room = dutch();
    const late = room.offer('A', 1000, { received: later(210_000) });
    expect(refusalOf(late)).toMatchObject({ kind: 'too-late', closesAtMs: OPENS + 210_000 });
    const early = room.run({ kind: 'closeLot', by: 'clock' }, OPENS + 210_499);
    expect(refusalOf(early)).toMatchObject({ kind: 'not-due', dueAtMs: OPENS + 210_500 });
    room.run({ kind: 'closeLot', by: 'clock' }, OPENS + 210_500);
    expect(room.result()).toBe('no-bid');
  });

  it('[DUT1] D2: whoever wants 10 where 5 are left gets 5, which ends the lot', () => {
    const room = dutch(units(12));
    room.offer('A', 1000, { units: 7, received: later(0) });
    expect(room.body()).toMatchObject({ state: 'open', units: { offered: 12, left: 5 } });
    expect(kindsOf(room.offer('B', 1000, { units: 10, received: later(30_000) }))).toEqual([
      'unitsBought',
      'sold',
    ]);
    expect(room.result()).toBe('7 A@1000, 5 B@950');
    expect(room.state).toMatchObject({ phase: 'sold', endedBy: 'bidder' });
  });

  it('[MUL2] D2: who takes no fewer than 10 is told that 5 are left, and the clock goes on', () => {
    const room = dutch(units(5));
    const refused = refusalOf(room.offer('A', 1000, { units: 10, least: 10 }));
    expect(refused).toMatchObject({ kind: 'too-few-left', rule: 'MUL2', unitsLeft: 5 });
    room.offer('B', 1000, { units: 5, least: 5, received: later(60_000) });
    expect(room.result()).toBe('5 B@900');
  });

  it('[DUT1] the first in lane order takes it, whenever the other was received', () => {
    const room = dutch();
    room.offer('A', 1000, { received: later(60_000), decided: later(60_100) });
    const second = room.offer('B', 1000, { received: later(59_999), decided: later(60_100) });
    expect(refusalOf(second)).toMatchObject({ kind: 'lot-not-open', phase: 'sold' });
    expect(room.result()).toBe('1 A@900');
  });

  it('[DUT1, LED3] a bid is the most one would pay: more than is asked costs no more, less is refused', () => {
    const room = dutch();
    const { line, outcome } = room.offer('A', 849.99, { received: later(90_000) });
    expect(outcome).toMatchObject({
      error: { kind: 'below-ask', askMinor: minor(850), leastMinor: minor(850) },
    });
    expect(line).toMatchObject({ publicAmountMinor: null, secrets: { max: minor(849.99) } });
    const bought = room.offer('A', 5000, { received: later(90_000) });
    expect(bought.line).toMatchObject({
      outcome: 'bought',
      publicAmountMinor: minor(850),
      secrets: { max: minor(5000) },
      sales: [{ paddle: 1, units: 1, priceMinor: minor(850) }],
    });
  });

  it('[DUT1] what one buys twice at one price is one sale, at two prices two', () => {
    const room = dutch(units(9));
    room.offer('A', 1000, { units: 2, received: later(1) });
    room.offer('A', 1000, { units: 2, received: later(2) });
    room.offer('A', 1000, { units: 2, received: later(30_000) });
    expect(room.body()).toMatchObject({
      leaderPaddle: 1,
      priceMinor: minor(950),
      bidCount: 3,
      reserve: 'met',
    });
    room.close();
    expect(room.result()).toBe('4 A@1000, 2 A@950');
    expect(room.body()).toMatchObject({ state: 'sold', units: { left: 3 } });
  });

  it('[DUT1] falls from when it was opened, late or early, and its close with it', () => {
    const room = new OfferRoom(offerLot(D1), OPENS + 45_000);
    expect(room.body()).toMatchObject({
      closesAtMs: OPENS + 45_000 + 630_000,
      falling: { sinceMs: OPENS + 45_000 },
    });
    const early = settle(offerLot(D1), { kind: 'openLot', by: 'clerk' }, OPENS - 45_000);
    expect(early.next).toMatchObject({
      opensAtMs: OPENS - 45_000,
      closesAtMs: OPENS - 45_000 + 630_000,
    });
    room.offer('A', 1000, { received: later(46_000) });
    expect(room.result()).toBe('1 A@1000');
  });

  it('[DUT1, CLS7] an interruption that moves the close takes the price back as much', () => {
    const room = dutch(units(2));
    room.run({ kind: 'resumeLot', closesAtMs: OPENS + 270_000 }, OPENS + 180_000);
    expect(room.body()).toMatchObject({
      closesAtMs: OPENS + 690_000,
      falling: { sinceMs: OPENS + 60_000 },
    });
    room.offer('A', 1000, { received: later(180_000) });
    expect(room.body().priceMinor).toBe(minor(800));
  });

  it('[DUT1] its terms follow from each other', () => {
    const terms = offerLot(D1);
    const problems = (more: Partial<LotTermsOf<'dutch'>>) => termsProblems({ ...terms, ...more });
    const selling = (more: object) => problems({ selling: { ...D1.selling, ...more } });
    const bad = (kind: string, field = 'selling') => [{ field, kind }];
    expect(problems({})).toEqual([]);
    expect(problems({ closesAtMs: OPENS + 210_000 })).toEqual(bad('bad-time', 'closesAtMs'));
    expect(problems({ reserveMinor: minor(1000.01) })).toEqual(bad('bad-amount', 'reserveMinor'));
    expect(selling({ stepMinor: 0 })).toEqual(bad('bad-amount'));
    expect(selling({ intervalMs: 0.5 })).toEqual(bad('bad-duration'));
    expect(selling({ intervalMs: 86_400_001 })).toEqual(bad('bad-duration'));
    expect(selling({ units: 0 })).toEqual(bad('bad-units'));
    expect(problems({ softClose: DEFAULT_SOFT_CLOSE })).toEqual(
      bad('not-in-this-format', 'softClose'),
    );
    const tooLong = { stepMinor: 1, intervalMs: 86_400_000 };
    expect(
      termsProblems({ ...terms, startMinor: 1e13, selling: { units: 1, ...tooLong } }),
    ).toEqual(bad('bad-time', 'closesAtMs'));
  });

  it('[DUT1, TRM1] once open its start, reserve and close are fixed', () => {
    const room = dutch();
    for (const terms of [
      { startMinor: minor(900) },
      { reserveMinor: minor(600) },
      { closesAtMs: OPENS + 700_000 },
    ]) {
      const refused = refusalOf(room.run(houseTerms(terms), OPENS + 1));
      expect(refused).toMatchObject({
        kind: 'term-fixed',
        fixed: [{ field: Object.keys(terms)[0], allowed: { from: 'scheduled', to: 'scheduled' } }],
      });
    }
  });

  it('[DUT1, RET1] a cancelled purchase gives its units back, and the others keep their price', () => {
    const room = dutch(units(9));
    const first = room.offer('A', 1000, { units: 2, received: later(1) });
    const second = room.offer('B', 1000, { units: 3, received: later(30_000) });
    const bid = {
      kind: 'placeBid',
      isHouse: false,
      bidKind: 'exact',
      amountMinor: minor(1000),
      receivedAtMs: OPENS,
      receivedErrorMs: 0,
      ladder: TEST_TERMS.ladder,
    } as const;
    const bids = [
      { ...bid, entry: first.next.entry, bidder: bidder('A'), userId: bidder('A').userId },
      { ...bid, entry: second.next.entry, bidder: bidder('B'), userId: bidder('B').userId },
    ];
    const { entry } = first.next;
    const why = 'a'.repeat(64);
    room.run({ kind: 'cancelBid', by: 'auctioneer', why, entry, bids }, OPENS + 40_000);
    expect(room.body()).toMatchObject({ units: { left: 6 }, bidCount: 1, priceMinor: minor(950) });
  });
});

describe('a secret reserve of a Dutch lot', () => {
  it('[DUT2] stands in nothing that pages see before the price has come down to it', () => {
    const bodies = [650, 700, 999].map((reserve) =>
      publicLot(dutch({ reserveMinor: minor(reserve) }).state),
    );
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(bodies[0]).toMatchObject({
      closesAtMs: D1.closesAtMs,
      reserve: 'not-met',
      falling: {
        sinceMs: OPENS,
        startMinor: minor(1000),
        stepMinor: minor(50),
        intervalMs: 30_000,
        floorMinor: null,
      },
    });
  });

  it('[DUT2] is told when the price is there, with the close, once', () => {
    const room = dutch();
    const reach = { kind: 'reachReserve' } as const;
    const early = refusalOf(room.run(reach, OPENS + 179_999));
    expect(early).toEqual({ kind: 'not-due', rule: 'CLS5', dueAtMs: OPENS + 180_000 });
    const { version } = room.state;
    const { line } = room.run(reach, OPENS + 180_000);
    expect(line).toMatchObject({
      kind: 'reserveReached',
      by: 'clock',
      publicAmountMinor: minor(700),
      closesAtMs: OPENS + 210_000,
    });
    expect(room.body()).toMatchObject({
      version: version + 1,
      closesAtMs: OPENS + 210_000,
      falling: { sinceMs: OPENS, floorMinor: minor(700) },
    });
    expect(refusalOf(room.run(reach, OPENS + 190_000)).kind).toBe('already-told');
    room.offer('A', 700, { received: later(209_999) });
    expect(room.result()).toBe('1 A@700');
  });

  it('[DUT2] is sold at whether it was told or not', () => {
    const room = dutch({ reserveMinor: minor(720) });
    const low = room.offer('A', 719.99, { received: later(180_000) });
    expect(refusalOf(low)).toMatchObject({ askMinor: minor(720) });
    room.offer('A', 720, { received: later(180_000) });
    expect(room.result()).toBe('1 A@720');
  });

  it('[DUT2] without one, everything is told from the beginning', () => {
    const room = dutch({ reserveMinor: null });
    expect(room.body()).toMatchObject({
      reserve: 'none',
      closesAtMs: OPENS + 630_000,
      falling: { floorMinor: 1 },
    });
    expect(refusalOf(room.run({ kind: 'reachReserve' }, OPENS + 600_000)).kind).toBe(
      'already-told',
    );
    room.offer('A', 1000, { received: later(629_999) });
    expect(room.result()).toBe('1 A@0.01');
  });

  it('[FMT1] other formats know no such command', () => {
    const room = new Room();
    const refused = refusalOf(room.run({ kind: 'reachReserve' }, clock('10:00:00')));
    expect(refused).toEqual({ kind: 'wrong-format', rule: 'FMT1' });
  });
});

describe('the format of a lot', () => {
  it('[FMT1] is kept for life', () => {
    const room = new Room({}, 'scheduled');
    const refused = room.run(houseTerms({ format: 'sealed' }), 0);
    expect(refusalOf(refused)).toMatchObject({ kind: 'term-fixed', fixed: [{ field: 'format' }] });
    const { lotId, auctionId, channel, lotNumber, currency } = testLot();
    const identity = { lotId, auctionId, channel, lotNumber, currency };
    expect(newLot(identity, { ...TEST_TERMS, format: 'vickrey', selling: {} }).ok).toBe(true);
  });
});

describe('a falling price', () => {
  it('[DUT1, MNY1] is exact at the largest amounts and the longest falls', () => {
    const fall = { startMinor: 1e13, stepMinor: 3, intervalMs: 1, floorMinor: 1 };
    expect(priceAfter(fall, 3_333_333_333_332)).toBe(1e13 - 3 * 3_333_333_333_332);
    expect(priceAfter(fall, 3_333_333_333_333)).toBe(1);
    expect(priceAfter(fall, Number.MAX_SAFE_INTEGER)).toBe(1);
    expect(priceAfter(fall, -5)).toBe(1e13);
  });

  it('[DUT1] facts say what was bought and by whom', () => {
    const [fact] = factsOf(dutch(units(3)).offer('A', 1000, { units: 2 }));
    expect(fact).toMatchObject({
      kind: 'unitsBought',
      purchase: { entry: 2, paddle: 1, units: 2, priceMinor: minor(1000) },
    });
  });
});
