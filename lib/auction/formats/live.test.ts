import { describe, expect, it } from 'vitest';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import type { LiveStage } from '../state';
import { termsProblems } from '../terms/terms';
import {
  bidder,
  clock,
  factsOf,
  kindsOf,
  minor,
  Room,
  refusalOf,
  TEST_TERMS,
} from '../testing/room';
import { Saleroom } from '../testing/saleroom';
import { AT } from '../testing/saleroom-at';
import { LIVE_STAGES, type LiveMove } from './live-stages';

const TEN = clock('10:00:00');

const MOVES: Record<LiveMove, (room: Saleroom) => ReturnType<Saleroom['says']>> = {
  openLot: (room) => room.putOnBlock(),
  placeBid: (room) => room.max('B', 900),
  takeFloorBid: (room) => room.floor('C', 800),
  giveFairWarning: (room) => room.warn(),
  giveFinalCall: (room) => room.call(),
  hold: (room) => room.says({ kind: 'hold' }),
  resume: (room) => room.says({ kind: 'resume' }),
  sell: (room) => room.sell(),
  pass: (room) => room.pass(),
  undo: (room) => room.undo(),
  setIncrement: (room) => room.says({ kind: 'setIncrement', stepMinor: minor(25) }),
  withdrawLot: (room) => room.run({ kind: 'withdrawLot' }, TEN),
};

/** Where the last step of `AT` is undone to. */
const BEFORE: Partial<Record<LiveStage, LiveStage>> = {
  'on-the-block': 'on-the-block',
  'fair-warning': 'on-the-block',
  'final-call': 'fair-warning',
  'on-hold': 'final-call',
};

describe('the stages of a live lot', () => {
  for (const [stage, row] of Object.entries(LIVE_STAGES) as [
    LiveStage,
    Record<LiveMove, string>,
  ][]) {
    for (const [move, next] of Object.entries(row) as [LiveMove, string][]) {
      it(`[LIV1] ${stage}, ${move}: ${next}`, () => {
        const room = AT[stage]();
        expect(room.stage()).toBe(stage);
        // Passed is what nobody bid on; that one is told apart below.
        const isBidOn = move === 'pass' && next === 'passed';
        if (isBidOn) expect(refusalOf(MOVES[move](room)).kind).toBe('to-be-sold');
        else expect(MOVES[move](room).outcome.ok).toBe(next !== 'refuses');
        const after = { same: stage, refuses: stage, back: BEFORE[stage] }[next] ?? next;
        expect(room.stage()).toBe(isBidOn ? stage : after);
      });
    }
  }

  it('[LIV1] a refused order says at what stage the lot is', () => {
    expect(refusalOf(AT['on-the-block']().sell())).toEqual({
      kind: 'wrong-stage',
      rule: 'LIV1',
      stage: 'on-the-block',
    });
    expect(refusalOf(AT.sold().warn())).toEqual({
      kind: 'wrong-phase',
      rule: 'STA1',
      phase: 'sold',
    });
  });

  it.each(['fair-warning', 'final-call'] as const)(
    '[LIV1] an accepted bid in %s brings the lot back to the block, a refused one or a silent raise does not',
    (stage) => {
      const room = AT[stage]();
      refusalOf(room.max('B', 120));
      refusalOf(room.floor('B', 120));
      expect(room.stage()).toBe(stage);
      const { version } = room.state;
      expect(factsOf(room.max('A', 500))[0]).toMatchObject({ outcome: 'raised', public: false });
      expect([room.stage(), room.state.version]).toEqual([stage, version]);
      room.max('B', 200);
      expect([room.stage(), room.lead()]).toEqual(['on-the-block', '210 A on the floor']);
    },
  );

  it('[LIV1] a lot that is held takes no bid, and goes on from the block', () => {
    const room = AT['on-hold']();
    expect(publicLot(room.state).state).toBe('held');
    expect(refusalOf(room.max('B', 900))).toMatchObject({ kind: 'lot-not-open', phase: 'held' });
    expect(refusalOf(room.floor('B', 900))).toMatchObject({ stage: 'on-hold' });
    room.says({ kind: 'resume' });
    expect([room.stage(), publicLot(room.state).state]).toEqual(['on-the-block', 'open']);
  });

  it('[LIV1] each call is public and has a line of its own, by the clerk', () => {
    const room = AT['on-hold']();
    room.says({ kind: 'resume' });
    const lines = room.settlements.map(({ line }) => line);
    expect(lines.map((line) => line?.kind)).toEqual([
      'opened',
      'floorBid',
      'fairWarning',
      'finalCall',
      'held',
      'takenUp',
    ]);
    expect(new Set(lines.map((line) => line?.by))).toEqual(new Set(['clerk']));
    expect(room.state).toMatchObject({ version: 7, entry: 6 });
    expect(lines[0]?.terms).toMatchObject({ format: 'live', selling: { tie: 'first' } });
  });
});

describe('the clock and a live lot', () => {
  it('[LIV1] it opens, closes and moves none', () => {
    const scheduled = new Saleroom({}, 'pre-sale');
    const refused = { kind: 'by-clerk-only', rule: 'LIV1' };
    const opened = scheduled.run({ kind: 'openLot', by: 'clock' }, clock('09:00:00'));
    expect(refusalOf(opened)).toEqual(refused);
    const room = AT['final-call']();
    const before = room.state;
    for (const by of ['clock', 'clerk'] as const) {
      expect(refusalOf(room.run({ kind: 'closeLot', by }, clock('13:00:00')))).toEqual(refused);
    }
    const resumed = room.run({ kind: 'resumeLot', closesAtMs: clock('14:00:00') }, TEN);
    expect(refusalOf(resumed)).toEqual(refused);
    expect(room.state).toBe(before);
  });

  it('[LIV1] no receive time makes a bid late while the hammer has not fallen', () => {
    const room = new Saleroom();
    room.max('A', 150, { received: '12:00:00', decided: '18:00:00' });
    expect(room.lead()).toBe('100 A');
    const lateOpening = new Saleroom({ closesAtMs: clock('09:30:00') }, 'pre-sale');
    expect(kindsOf(lateOpening.putOnBlock())).toEqual(['opened']);
  });

  it('[LIV1] a bid after the hammer is refused as such, whenever it was received', () => {
    for (const stage of ['sold', 'passed'] as const) {
      const late = AT[stage]().max('B', 900, { received: '09:59:59', decided: '10:00:01' });
      expect(refusalOf(late)).toEqual({ kind: 'after-hammer', rule: 'LIV1', phase: stage });
    }
  });

  it('[LIV1] has no soft close, and a lot by the clock has no clerk', () => {
    const selling = { tie: 'first' } as const;
    const softClose = { windowMs: 1, extensionMs: 1, mode: 'any' } as const;
    const problems = termsProblems({ ...TEST_TERMS, format: 'live', selling, softClose });
    expect(problems).toEqual([{ field: 'softClose', kind: 'not-in-this-format' }]);
    const timed = new Room();
    const order = timed.run({ kind: 'clerk', order: { kind: 'giveFairWarning' } }, TEN);
    expect(refusalOf(order)).toEqual({ kind: 'not-clerked', rule: 'LIV1' });
    expect(publicLot(timed.state)).not.toHaveProperty('saleroom');
  });
});

describe('the hammer', () => {
  it('[LIV1] a bid of 550 makes v18: sell@17 is refused, saying what is so now', () => {
    const room = new Saleroom();
    room.exact('A', 500);
    while (room.state.version < 15) {
      room.says({ kind: 'hold' });
      room.says({ kind: 'resume' });
    }
    room.warn();
    room.call();
    const seen = room.seen();
    expect(seen).toEqual({ version: 17, paddle: 1, priceMinor: minor(500) });
    room.exact('C', 550);
    expect(room.state.version).toBe(18);
    const now = { version: 18, paddle: 3, priceMinor: minor(550) };
    expect(refusalOf(room.sell(null, seen))).toEqual({ kind: 'stale-order', rule: 'LIV1', now });
    // Nor on what is so now, before everybody was warned again.
    expect(refusalOf(room.sell(null, now))).toMatchObject({ kind: 'wrong-stage' });
    room.warn();
    room.call();
    expect(kindsOf(room.sell(null, { ...now, version: 20 }))).toEqual(['sold']);
  });

  it.each([
    ['version', { version: 1 }],
    ['paddle', { paddle: 2 }],
    ['amount', { priceMinor: minor(160) }],
  ])('[LIV1] sells on nothing but what stands: another %s is stale', (_, wrong) => {
    const room = AT['final-call']();
    const refused = refusalOf(room.sell(null, { ...room.seen(), ...wrong }));
    expect(refused).toMatchObject({ kind: 'stale-order', now: room.seen() });
  });

  it('[LIV1, CLS2] sells to who leads, at the price, once', () => {
    const room = new Saleroom();
    room.max('A', 500);
    room.floor('B', 200);
    room.warn();
    room.call();
    const sold = room.sell();
    expect(factsOf(sold)).toMatchObject([
      { kind: 'sold', by: 'clerk', sales: [{ paddle: 1, priceMinor: minor(210), units: 1 }] },
    ]);
    expect(sold.line).toMatchObject({ kind: 'sold', by: 'clerk', leaderPaddle: 1 });
    expect(publicLot(room.state)).toMatchObject({ state: 'sold', askMinor: null });
    expect(refusalOf(room.sell())).toMatchObject({ kind: 'wrong-phase' });
  });

  it('[LIV1] who bought from the room is named by paddle, and nobody else where a paddle leads', () => {
    const room = new Saleroom();
    room.floor(null, 150);
    expect(room.lead()).toBe('150 room');
    room.warn();
    room.call();
    expect(refusalOf(room.sell())).toMatchObject({ kind: 'buyer-unclear', now: room.seen() });
    const seller = { ...bidder('D'), userId: 'user-seller' };
    const toSeller = room.says({ kind: 'sell', seen: room.seen(), buyer: seller });
    expect(refusalOf(toSeller)).toMatchObject({ kind: 'own-lot' });
    const before = room.state;
    const sold = room.sell('D');
    expect(sold.line).toMatchObject({ sales: [{ paddle: 4, units: 1, priceMinor: minor(150) }] });
    expect(publicLot(room.state)).toMatchObject({ state: 'sold', leaderPaddle: 4 });
    expect(concernedBy(factsOf(sold), before)).toEqual([904]);
    expect(refusalOf(AT['final-call']().sell('B'))).toMatchObject({ kind: 'buyer-unclear' });
  });

  it('[LIV1, CLS2] what misses its reserve is passed, and what would be sold is not', () => {
    const room = new Saleroom({ reserveMinor: minor(500) });
    room.floor('A', 150);
    room.warn();
    room.call();
    expect(refusalOf(room.sell())).toEqual({ kind: 'not-to-be-sold', rule: 'CLS2' });
    expect(factsOf(room.pass())).toMatchObject([{ kind: 'passed', reason: 'reserve-not-met' }]);
    expect(refusalOf(AT['on-the-block']().pass())).toMatchObject({ kind: 'to-be-sold' });
    expect(factsOf(new Saleroom().pass())).toMatchObject([{ reason: 'no-bid' }]);
    const stale = AT['on-the-block']().says({ kind: 'pass', seenVersion: 2 });
    expect(refusalOf(stale)).toMatchObject({ kind: 'stale-order', now: { version: 3 } });
  });
});

describe('bids of floor and afar', () => {
  it('[LIV1, PRX2] a floor bid meets the limits that were left, and they answer', () => {
    const room = new Saleroom();
    room.max('A', 200);
    const floor = room.floor('B', 150);
    expect(factsOf(floor)).toMatchObject([{ kind: 'floorBidTaken', outcome: 'outbid' }]);
    expect(room.lead()).toBe('160 A');
    expect(refusalOf(room.floor('B', 165))).toMatchObject({
      kind: 'below-ask',
      askMinor: minor(170),
    });
    const won = room.floor('B', 250);
    expect(room.lead()).toBe('250 B on the floor');
    expect(concernedBy(factsOf(won), room.state)).toEqual([902, 901]);
    room.max('A', 300);
    expect(room.lead()).toBe('260 A');
    expect(publicLot(room.state).bidCount).toBe(4);
  });

  it('[LIV1, PSH10] who takes the lead from the room displaces nobody who could be told', () => {
    const room = new Saleroom();
    room.floor(null, 150);
    const before = room.state;
    expect(concernedBy(factsOf(room.max('A', 200)), before)).toEqual([901]);
    room.floor(null, 300);
    expect(concernedBy(factsOf(room.max('B', 400)), room.state)).toEqual([902]);
  });

  it('[LIV1, LED1] a floor bid is public as a whole, its line by the clerk', () => {
    const room = new Saleroom();
    room.max('A', 200);
    expect(room.floor('B', 150).line).toMatchObject({
      kind: 'floorBid',
      by: 'clerk',
      paddle: 2,
      bidKind: 'exact',
      outcome: 'outbid',
      publicAmountMinor: minor(150),
      secrets: {},
      priceMinor: minor(160),
      leaderPaddle: 1,
    });
    expect(room.floor(null, 500).line).toMatchObject({ paddle: null, leaderPaddle: null });
  });

  it('[LIV1] the room bids against itself, a paddle never does', () => {
    const room = new Saleroom();
    room.floor(null, 100);
    room.floor(null, 110);
    expect(room.lead()).toBe('110 room');
    room.max('A', 300);
    expect(room.lead()).toBe('120 A');
    // The clerk does not learn from it how far A would go.
    const refused = refusalOf(room.floor('A', 400));
    expect(refused).toEqual({ kind: 'leader-exact', rule: 'PRX7', askMinor: minor(130) });
  });

  it('[LIV1, RES2] a floor bid meets the reserve as any other does', () => {
    const room = new Saleroom({ reserveMinor: minor(150) });
    expect(kindsOf(room.floor(null, 140))).toEqual(['floorBidTaken']);
    expect(kindsOf(room.floor('A', 150))).toEqual(['floorBidTaken', 'reserveMet']);
  });

  it('[LIV1, REG1, REG3] a paddle that may not bid does not bid on the floor either', () => {
    const room = new Saleroom();
    const floor = (who: ReturnType<typeof bidder>) =>
      refusalOf(room.says({ kind: 'takeFloorBid', amountMinor: minor(100), bidder: who }));
    expect(floor(bidder('A', { status: 'suspended' }))).toMatchObject({ rule: 'REG1' });
    expect(floor({ ...bidder('A'), userId: 'user-seller' })).toMatchObject({ rule: 'REG3' });
    expect(refusalOf(room.floor(null, 0.5))).toMatchObject({ kind: 'below-ask' });
    expect(refusalOf(room.floor(null, 1e14))).toMatchObject({ kind: 'bad-amount' });
  });

  it('[LIV1, REG2, REG5] nor beyond its limit, on the floor or as whom the hammer names', () => {
    const room = new Saleroom();
    const limited = bidder('A', { limitMinor: minor(200), elsewhereMinor: minor(50) });
    const floor = (amount: number) =>
      room.says({ kind: 'takeFloorBid', amountMinor: minor(amount), bidder: limited });
    const over = { kind: 'over-limit', rule: 'REG2', mostMinor: minor(150) };
    expect(refusalOf(floor(150.01))).toEqual(over);
    expect(kindsOf(floor(150))).toEqual(['floorBidTaken']);
    room.floor(null, 160);
    room.warn();
    room.call();
    const sell = (buyer: ReturnType<typeof bidder>) =>
      room.says({ kind: 'sell', seen: room.seen(), buyer });
    expect(refusalOf(sell(limited))).toEqual(over);
    expect(kindsOf(sell(bidder('B', { limitMinor: minor(160) })))).toContain('sold');
  });

  it('[LIV1] pages see stage, who leads where, and what is asked', () => {
    const room = new Saleroom();
    room.floor('B', 150);
    room.says({ kind: 'setIncrement', stepMinor: minor(25) });
    room.warn();
    expect(publicLot(room.state)).toMatchObject({
      state: 'open',
      priceMinor: minor(150),
      askMinor: minor(175),
      leaderPaddle: 2,
      saleroom: { stage: 'fair-warning', isFloor: true, stepMinor: minor(25) },
    });
  });
});

describe('other steps', () => {
  it('[INC2, LIV1] the clerk asks for other steps from the next bid on, and for the ladder again', () => {
    const room = new Saleroom();
    room.max('A', 300);
    const { line } = room.says({ kind: 'setIncrement', stepMinor: minor(50) });
    expect(line?.terms?.ladder).toEqual([{ fromMinor: 0, stepMinor: minor(50) }]);
    expect([room.lead(), room.ask()]).toEqual(['100 A', 150]);
    room.floor('B', 150);
    expect([room.lead(), room.ask()]).toEqual(['200 A', 250]);
    const back = room.says({ kind: 'setIncrement', stepMinor: null });
    expect(back.line?.terms?.ladder).toEqual(TEST_TERMS.ladder);
    expect([room.lead(), room.ask()]).toEqual(['200 A', 210]);
  });

  it.each([0, -1, 0.5, Number.NaN, 1e14])('[INC2] a step of %d is none', (stepMinor) => {
    const refused = refusalOf(new Saleroom().says({ kind: 'setIncrement', stepMinor }));
    expect(refused).toEqual({ kind: 'bad-increment', rule: 'INC2' });
  });

  it('[INC2] the step that is asked already is no change', () => {
    const room = new Saleroom();
    refusalOf(room.says({ kind: 'setIncrement', stepMinor: null }));
    room.says({ kind: 'setIncrement', stepMinor: 5 });
    refusalOf(room.says({ kind: 'setIncrement', stepMinor: 5 }));
  });
});
