import { describe, expect, it } from 'vitest';
import { AMOUNT_MAX_MINOR } from '../../shared/money';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import { DEFAULT_SOFT_CLOSE } from '../state';
import { termsProblems } from '../terms/terms';
import { type OfferFormat, OfferRoom, offerLot } from '../testing/offer-room';
import { bidder, clock, factsOf, minor, Room, refusalOf, TEST_TERMS } from '../testing/room';

const single = (format: 'sealed' | 'vickrey', start: number, reserve: number | null = null) =>
  new OfferRoom<OfferFormat>(
    offerLot({
      format,
      selling: {},
      startMinor: minor(start),
      reserveMinor: reserve === null ? null : minor(reserve),
    }),
  );
const hundredUnits = () =>
  new OfferRoom<OfferFormat>(
    offerLot({ format: 'multi-unit', selling: { units: 100 }, startMinor: minor(5) }),
  );

describe('a sealed first-price lot', () => {
  it('[SEA1] A 100, B 100, A 90, A 100: a replacement took a new place, so B wins', () => {
    const room = single('sealed', 50);
    room.offer('A', 100);
    room.offer('B', 100);
    room.offer('A', 90);
    room.offer('A', 100);
    expect(room.close()).toBe('1 B@100');
  });

  it('[SEA1] the highest pays what it offered; each bidder has one live offer, the last', () => {
    const room = single('sealed', 50);
    room.offer('A', 200);
    room.offer('B', 120);
    room.offer('A', 110);
    expect(room.close()).toBe('1 B@120');
  });

  it('[SEA1, CLS2] below the reserve, and without an offer, it passes', () => {
    const room = single('sealed', 50, 150);
    room.offer('A', 149.99);
    expect(room.close()).toBe('reserve-not-met');
    expect(single('sealed', 50).close()).toBe('no-bid');
    const met = single('sealed', 50, 150);
    met.offer('A', 150);
    expect(met.close()).toBe('1 A@150');
  });
});

describe('a Vickrey lot', () => {
  const offered = (start: number, amounts: number[], reserve: number | null = null) => {
    const room = single('vickrey', start, reserve);
    for (const [at, amount] of amounts.entries()) room.offer('ABC'[at] ?? '', amount);
    return room.close();
  };

  it('[VIC1] 1000, 1250 and 2000: the last pays 1250, with a reserve of 1300 that', () => {
    expect(offered(100, [1000, 1250, 2000])).toBe('1 C@1250');
    expect(offered(100, [1000, 1250, 2000], 1300)).toBe('1 C@1300');
  });

  it('[VIC1] start 500 and 2000 alone: 500', () => {
    expect(offered(500, [2000])).toBe('1 A@500');
  });

  it('[VIC1] of a tie the earliest wins and pays the tied amount', () => {
    expect(offered(100, [700, 900, 900])).toBe('1 B@900');
  });

  it('[VIC1, CLS2] a best offer below the reserve sells nothing', () => {
    expect(offered(100, [1000, 1250], 1300)).toBe('reserve-not-met');
  });
});

describe('a lot of several units at one price', () => {
  it('[MUL1] X 10 at 8, Y 20 at 7, Z 50 at 6: all pay the minimum, for 20 are left', () => {
    const room = hundredUnits();
    room.offer('Z', 6, { units: 50 });
    room.offer('X', 8, { units: 10 });
    room.offer('Y', 7, { units: 20 });
    expect(room.close()).toBe('10 X@5, 20 Y@5, 50 Z@5');
    expect(room.body()).toMatchObject({
      priceMinor: minor(5),
      leaderPaddle: null,
      bidCount: 3,
      units: { offered: 100, left: 20 },
    });
  });

  it('[MUL1] Z 75: Z gets the 70 that are left, and all pay 6', () => {
    const room = hundredUnits();
    room.offer('X', 8, { units: 10 });
    room.offer('Y', 7, { units: 20 });
    room.offer('Z', 6, { units: 75 });
    expect(room.close()).toBe('10 X@6, 20 Y@6, 70 Z@6');
  });

  it('[MUL1] X, Y and Z 50 each: X and Y pay 7, Z gets none', () => {
    const room = hundredUnits();
    room.offer('X', 8, { units: 50 });
    room.offer('Y', 7, { units: 50 });
    room.offer('Z', 6, { units: 50 });
    expect(room.close()).toBe('50 X@7, 50 Y@7');
  });

  it('[MUL2] Z 75 and no fewer: none to Z; X and Y pay 5', () => {
    const room = hundredUnits();
    room.offer('X', 8, { units: 10 });
    room.offer('Y', 7, { units: 20 });
    room.offer('Z', 6, { units: 75, least: 75 });
    expect(room.close()).toBe('10 X@5, 20 Y@5');
  });

  it('[MUL2] what is passed over leaves its units to lower offers', () => {
    const room = hundredUnits();
    room.offer('X', 8, { units: 60 });
    room.offer('Y', 7, { units: 50, least: 50 });
    room.offer('Z', 6, { units: 40 });
    expect(room.close()).toBe('60 X@6, 40 Z@6');
  });

  it('[MUL1] of equal offers the earlier is filled first', () => {
    const room = hundredUnits();
    room.offer('X', 8, { units: 70 });
    room.offer('Y', 8, { units: 70 });
    room.offer('X', 8, { units: 60 });
    expect(room.close()).toBe('70 Y@8, 30 X@8');
  });

  it('[MUL2, CLS2] it passes if nobody can be given the least they want', () => {
    const room = hundredUnits();
    room.offer('X', 8, { units: 200, least: 101 });
    expect(room.close()).toBe('unfillable');
    expect(hundredUnits().close()).toBe('no-bid');
  });
});

const rooms: [OfferFormat, () => OfferRoom][] = [
  ['sealed', () => single('sealed', 100, 5_000)],
  ['vickrey', () => single('vickrey', 100, 5_000)],
  ['multi-unit', () => hundredUnits()],
];

describe.each(rooms)('offers for a lot that is %s', (_, open) => {
  it('[OFR1, AUT1, VER1] change nothing that pages see before the end', () => {
    const room = open();
    const before = publicLot(room.state);
    room.offer('A', 777.77);
    room.offer('B', 888.88);
    expect(publicLot(room.state)).toEqual(before);
    expect(room.state.version).toBe(before.version);
    expect(before).toMatchObject({ priceMinor: null, leaderPaddle: null, bidCount: 0 });
    room.close();
    expect(publicLot(room.state).bidCount).toBe(2);
  });

  it('[OFR1, LED1] are in no ledger line before the end but as what is committed to', () => {
    const room = open();
    room.offer('A', 777.77);
    room.offer('B', 888.88);
    for (const { line } of room.settlements.slice(1)) {
      expect(line).toMatchObject({ outcome: 'offered', priceMinor: null, leaderPaddle: null });
      const { secrets, ...said } = line ?? expect.fail('no line');
      expect([minor(777.77), minor(888.88)]).toContain(secrets.max);
      expect(JSON.stringify(said)).not.toMatch(/77777|88888/);
    }
  });

  it('[OFR1, PRX1] are at least the start, and a refusal tells of nothing else', () => {
    const room = open();
    room.offer('A', 777.77);
    const { startMinor } = room.state;
    expect(refusalOf(room.offer('B', startMinor / 100 - 0.01))).toEqual({
      kind: 'below-ask',
      rule: 'PRX1',
      askMinor: startMinor,
      leastMinor: startMinor,
    });
    room.offer('B', startMinor / 100);
    expect(room.state.book).toMatchObject({ offers: [{ paddle: 1 }, { paddle: 2 }] });
  });

  it('[OFR1] name no secret limit', () => {
    expect(refusalOf(open().offer('A', 500, { kind: 'max' }))).toMatchObject({
      kind: 'no-max',
      rule: 'OFR1',
    });
  });

  it('[OFR1, PSH10] concern their bidder alone, and the end everyone who made one', () => {
    const room = open();
    const facts = factsOf(room.offer('A', 800));
    room.offer('B', 900);
    expect(concernedBy(facts, room.state)).toEqual([bidder('A').registrationId]);
    const before = room.state;
    const end = room.run({ kind: 'closeLot', by: 'clerk' }, clock('11:00:00'));
    expect(concernedBy(factsOf(end), before)).toEqual([
      bidder('A').registrationId,
      bidder('B').registrationId,
    ]);
  });

  it('[OFR1, RET1] a cancelled one brings back the one it replaced', () => {
    const room = open();
    const first = room.offer('A', 800);
    room.offer('B', 700);
    const second = room.offer('A', 900);
    const bids = [first, second].flatMap(({ line, next }) =>
      line ? [{ entry: next.entry, amountMinor: line.secrets.max ?? 0 }] : [],
    );
    room.run(
      {
        kind: 'cancelBid',
        by: 'auctioneer',
        why: 'a'.repeat(64),
        entry: second.next.entry,
        bids: bids.map(({ entry, amountMinor }) => ({
          kind: 'placeBid',
          entry,
          bidder: bidder('A'),
          userId: bidder('A').userId,
          isHouse: false,
          bidKind: 'exact',
          amountMinor,
          receivedAtMs: 1,
          receivedErrorMs: 0,
          ladder: TEST_TERMS.ladder,
        })),
      },
      clock('10:30:00'),
    );
    expect(room.state.book).toMatchObject({ offers: [{ paddle: 1, amountMinor: minor(800) }] });
  });

  it('[OFR1, CLS3] is not reopened: all of them have been opened', () => {
    const room = open();
    room.offer('A', 800);
    room.close();
    const by = { userId: 'user-clerk', role: 'clerk' } as const;
    const reopen = { kind: 'reopenLot', by, second: null, why: null } as const;
    const refused = room.run({ ...reopen, nextIsUp: false, isPaid: false }, clock('11:59:59'));
    expect(refusalOf(refused)).toMatchObject({ kind: 'not-reopened' });
  });

  it('[OFR1, SFT1] know no soft close', () => {
    const terms = { ...open().state, softClose: DEFAULT_SOFT_CLOSE };
    expect(termsProblems(terms)).toEqual([{ field: 'softClose', kind: 'not-in-this-format' }]);
  });
});

describe('units', () => {
  it('[MUL2] are whole, and no fewer than the least', () => {
    for (const units of [0, -1, 1.5, Number.NaN, 1_000_001]) {
      const { outcome, line } = hundredUnits().offer('A', 6, { units });
      expect(outcome).toMatchObject({ error: { kind: 'bad-units', rule: 'MUL2' } });
      expect(line).toBeNull();
    }
    expect(refusalOf(hundredUnits().offer('A', 6, { units: 5, least: 6 })).kind).toBe('bad-units');
  });

  it('[MUL2] of a lot that is one are one', () => {
    const two = single('sealed', 50).offer('A', 60, { units: 2 });
    expect(refusalOf(two).kind).toBe('bad-units');
    const room = new Room();
    const { line } = room.run(
      {
        kind: 'placeBid',
        bidder: bidder('A'),
        userId: bidder('A').userId,
        isHouse: false,
        bidKind: 'max',
        amountMinor: minor(150),
        units: 2,
        receivedAtMs: clock('10:00:00'),
        receivedErrorMs: 0,
      },
      clock('10:00:00'),
    );
    expect(line).toMatchObject({ code: 'bad-units', units: 2, leastUnits: 1 });
    expect(room.standing()).toBe('no bid');
  });

  it('[MUL2, LED1] stand in the line of their bid', () => {
    const { line } = hundredUnits().offer('A', 6, { units: 30, least: 20 });
    expect(line).toMatchObject({ units: 30, leastUnits: 20 });
  });

  it('[MUL2, MNY1] come to an amount in sum', () => {
    const most = AMOUNT_MAX_MINOR / 1_000 / 100;
    expect(hundredUnits().offer('A', most, { units: 1_000 }).outcome.ok).toBe(true);
    const over = hundredUnits().offer('A', most + 0.01, { units: 1_000 });
    expect(refusalOf(over)).toMatchObject({ kind: 'bad-amount', leastMinor: minor(5) });
  });

  it('[MUL1] a lot has some, and a minimum that is no secret', () => {
    const terms = hundredUnits().state;
    expect(termsProblems({ ...terms, selling: { units: 0 } })).toEqual([
      { field: 'selling', kind: 'bad-units' },
    ]);
    expect(termsProblems({ ...terms, reserveMinor: minor(6) })).toEqual([
      { field: 'reserveMinor', kind: 'not-in-this-format' },
    ]);
  });
});
