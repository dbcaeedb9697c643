import { describe, expect, it } from 'vitest';
import type { LotCommand, PlaceBid } from './command';
import { decide } from './decide';
import { PHASE_TABLE } from './phases';
import { publicLot } from './public-lot';
import { REFUSAL_RULES, refusal } from './refusal';
import { type LotPhase, type LotState, PLAIN_ENGLISH } from './state';
import { newLot, termsProblems } from './terms/terms';
import { offerLot } from './testing/offer-room';
import {
  bidder,
  clock,
  houseTerms,
  minor,
  Room,
  refusalOf,
  TENS,
  TEST_TERMS,
  testLot,
  WHY,
} from './testing/room';

const ASKED = {
  bidder: bidder('A'),
  userId: 'user-A',
  isHouse: false,
  receivedAtMs: clock('10:00:00'),
  receivedErrorMs: 0,
};

const PLACE_BID: PlaceBid = {
  ...ASKED,
  kind: 'placeBid',
  bidKind: 'max',
  amountMinor: minor(1000),
};

const COMMANDS: Record<LotCommand['kind'], LotCommand> = {
  placeBid: PLACE_BID,
  buyNow: { ...ASKED, kind: 'buyNow', amountMinor: minor(900) },
  leaveBid: { ...ASKED, kind: 'leaveBid', amountMinor: minor(1000) },
  openLot: { kind: 'openLot', by: 'clerk' },
  closeLot: { kind: 'closeLot', by: 'clerk' },
  withdrawLot: { kind: 'withdrawLot' },
  setTerms: houseTerms({ startMinor: minor(50) }),
  resumeLot: { kind: 'resumeLot', closesAtMs: clock('23:00:00') },
  cancelBid: {
    kind: 'cancelBid',
    by: 'auctioneer',
    why: WHY,
    entry: 2,
    bids: [{ ...PLACE_BID, bidder: bidder('A'), entry: 2, ladder: TENS }],
  },
  reopenLot: {
    kind: 'reopenLot',
    by: { userId: 'user-clerk', role: 'clerk' },
    second: null,
    why: null,
    nextIsUp: false,
    isPaid: false,
  },
  cascadeLot: { kind: 'cascadeLot', closesAtMs: clock('23:00:00') },
  clerk: { kind: 'clerk', order: { kind: 'setIncrement', stepMinor: 1 } },
  reachReserve: { kind: 'reachReserve' },
};

/** Lots of the formats that alone know a command. */
const LOTS: Record<string, LotState> = {
  clerk: testLot({ format: 'live', selling: { tie: 'first' } }),
  // Its price falls from 100 to a reserve of 90 within a second.
  reachReserve: offerLot({
    format: 'dutch',
    selling: { units: 1, stepMinor: minor(10), intervalMs: 1_000 },
    reserveMinor: minor(90),
    closesAtMs: TEST_TERMS.opensAtMs + 11_000,
  }),
};

/** So that there is something to buy. */
const OFFERED = { ...PLAIN_ENGLISH, buyNowMinor: minor(900) };

describe('phases', () => {
  for (const [phase, row] of Object.entries(PHASE_TABLE) as [LotPhase, Record<string, string>][]) {
    for (const [kind, verdict] of Object.entries(row)) {
      it(`[STA1] ${phase} ${verdict} ${kind}`, () => {
        const lot = LOTS[kind] ?? testLot({ selling: OFFERED });
        const state: LotState = { ...lot, phase, entry: 2 };
        const command = COMMANDS[kind as LotCommand['kind']];
        const decided = decide(state, command, clock('10:00:00'));
        expect(decided.ok).toBe(verdict === 'decides');
        if (decided.ok) return;
        expect(decided.error).toMatchObject({ rule: 'STA1', phase });
        const isBid = kind === 'placeBid' || kind === 'buyNow';
        expect(decided.error.kind).toBe(isBid ? 'lot-not-open' : 'wrong-phase');
      });
    }
  }

  it('[STA1, CLS3] what has ended takes nothing any more; sold and passed may be reopened', () => {
    for (const phase of ['sold', 'passed', 'withdrawn'] as const) {
      const { reopenLot, ...others } = PHASE_TABLE[phase];
      expect(reopenLot).toBe(phase === 'withdrawn' ? 'refuses' : 'decides');
      expect(new Set(Object.values(others))).toEqual(new Set(['refuses']));
    }
  });
});

describe('who may bid', () => {
  it.each(['pending', 'declined', 'suspended'] as const)(
    '[REG1] a %s registration does not bid, from the very next bid on',
    (status) => {
      const room = new Room();
      room.max('A', 150);
      const refused = refusalOf(room.max('A', 400, { status }));
      expect(refused).toEqual({ kind: 'not-approved', rule: 'REG1' });
      expect(room.state.book.leader?.maxMinor).toBe(minor(150));
    },
  );

  it('[REG1] without a registration nobody bids', () => {
    const room = new Room();
    const refused = refusalOf(room.max('A', 150, { registered: false }));
    expect(refused).toEqual({ kind: 'not-registered', rule: 'REG1' });
  });

  it('[REG3] neither the seller nor the house bids, registered and approved or not', () => {
    const room = new Room();
    for (const options of [
      { userId: 'user-seller' },
      { userId: 'user-seller', registered: false },
      { isHouse: true },
      { isHouse: true, registered: false },
    ]) {
      const refused = refusalOf(room.max('A', 150, options));
      expect(refused).toEqual({ kind: 'own-lot', rule: 'REG3' });
    }
    const ownerless = new Room({ sellerId: null });
    ownerless.max('A', 150);
    expect(ownerless.standing()).toBe('100 A');
  });

  it('[MNY1, LED3] an amount that is none is refused with the least that would do', () => {
    for (const amount of [0, -1, 1.5, Number.NaN, 1e14]) {
      const room = new Room();
      expect(refusalOf(room.bid('max', 'A', amount))).toEqual({
        kind: 'bad-amount',
        rule: 'MNY1',
        askMinor: minor(100),
        leastMinor: minor(100),
      });
    }
  });

  it('[LED3] every kind of refusal names its rule', () => {
    for (const [kind, rule] of Object.entries(REFUSAL_RULES)) {
      expect(refusal(kind as keyof typeof REFUSAL_RULES)).toEqual({ kind, rule });
    }
  });
});

describe('terms', () => {
  it('[STA1] a new lot is scheduled, version 1, without an entry', () => {
    expect(testLot()).toMatchObject({ phase: 'scheduled', version: 1, entry: 0, bidCount: 0 });
    expect(publicLot(testLot())).toEqual({
      id: 42,
      auctionId: 7,
      channel: 0,
      version: 1,
      lotNumber: 14,
      format: 'english',
      state: 'scheduled',
      currency: 'USD',
      priceMinor: null,
      askMinor: minor(100),
      bidCount: 0,
      leaderPaddle: null,
      reserve: 'none',
      opensAtMs: clock('09:00:00'),
      closesAtMs: clock('12:00:00'),
      extensions: 0,
    });
  });

  it('[STA1] everything that is wrong is named at once', () => {
    const softClose = { windowMs: -1, extensionMs: 0, mode: 'any' } as const;
    const problems = termsProblems({
      ...TEST_TERMS,
      startMinor: 0,
      reserveMinor: 1.5,
      ladder: [],
      closesAtMs: TEST_TERMS.opensAtMs,
      closeGraceMs: 60_000,
      softClose,
    });
    const fields = [
      'startMinor',
      'reserveMinor',
      'ladder',
      'closesAtMs',
      'closeGraceMs',
      'softClose',
    ];
    expect(problems.map(({ field }) => field)).toEqual(fields);
    expect(termsProblems({ ...TEST_TERMS, opensAtMs: 0.5 })).toHaveLength(1);
    const identity = { lotId: 1, auctionId: 1, channel: 0, lotNumber: 1, currency: 'XXX' };
    expect(newLot(identity, TEST_TERMS)).toMatchObject({ error: [{ field: 'currency' }] });
  });

  it('[STA1, VER1] changed terms move the version only if a page can see it', () => {
    const room = new Room({ reserveMinor: minor(500) }, 'scheduled');
    room.run(houseTerms({ reserveMinor: minor(400) }), 0);
    expect(room.state).toMatchObject({ reserveMinor: minor(400), version: 1 });
    room.run(houseTerms({ startMinor: minor(90) }), 0);
    expect(room.state).toMatchObject({ startMinor: minor(90), version: 2 });
    room.run(houseTerms({ reserveMinor: null }), 0);
    expect(room.state.version).toBe(3);
    const bad = room.run(houseTerms({ closesAtMs: 0 }), 0);
    expect(refusalOf(bad)).toMatchObject({
      kind: 'bad-terms',
      problems: [{ field: 'closesAtMs' }],
    });
  });
});
