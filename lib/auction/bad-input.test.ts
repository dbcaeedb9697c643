import { describe, expect, it } from 'vitest';
import { AMOUNT_MAX_MINOR } from '../shared/money';
import type { LotCommand } from './command';
import { publicLot } from './public-lot';
import { REFUSAL_RULES } from './refusal';
import type { LotTerms } from './state';
import { LADDER_BANDS_MAX, parseLadder } from './terms/ladder';
import { keptOpenUntil } from './terms/soft-close';
import { termsProblems } from './terms/terms';
import { everyCommand } from './testing/every-command';
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
} from './testing/room';

const NOW = clock('10:00:00');
/** A max in major units, received at that moment. */
function maxAt(who: string, amount: number, receivedAtMs: number): LotCommand {
  const registration = bidder(who);
  return {
    kind: 'placeBid',
    bidder: registration,
    userId: registration.userId,
    isHouse: false,
    bidKind: 'max',
    amountMinor: minor(amount),
    receivedAtMs,
    receivedErrorMs: 1,
  };
}

const band = (fromMinor: unknown, stepMinor: unknown) => ({ fromMinor, stepMinor });

/** What is wrong with these terms, field by field. */
const wrong = (terms: Partial<LotTerms>) =>
  termsProblems({ ...TEST_TERMS, ...terms }).map(({ field, kind }) => `${field} ${kind}`);

describe('ladders that are none', () => {
  it.each([
    ['a gap below the first band', [band(100, 10)], { kind: 'starts-above-zero', band: 0 }],
    [
      'two bands from one price',
      [band(0, 1), band(50, 2), band(50, 5)],
      { kind: 'not-ascending', band: 2 },
    ],
    [
      'bands that overlap',
      [band(0, 1), band(90, 2), band(50, 5)],
      { kind: 'not-ascending', band: 2 },
    ],
    ['a step of zero', [band(0, 0)], { kind: 'bad-step', band: 0 }],
    ['a negative step', [band(0, 1), band(50, -5)], { kind: 'bad-step', band: 1 }],
    ['half a step', [band(0, 0.5)], { kind: 'bad-step', band: 0 }],
    [
      'a step above the largest amount',
      [band(0, AMOUNT_MAX_MINOR + 1)],
      { kind: 'bad-step', band: 0 },
    ],
    ['a negative price', [band(-1, 5)], { kind: 'bad-from', band: 0 }],
    ['text', [band(0, '5')], { kind: 'bad-step', band: 0 }],
    ['no band', [], { kind: 'not-a-ladder', band: null }],
    ['no list', { 0: band(0, 1) }, { kind: 'not-a-ladder', band: null }],
    ['a hole in the list', [band(0, 1), null], { kind: 'not-a-ladder', band: 1 }],
  ])('[INC] %s: refused, and no lot is sold by it', (_what, ladder, problem) => {
    expect(parseLadder(ladder)).toEqual({ ok: false, error: problem });
    expect(wrong({ ladder: ladder as LotTerms['ladder'] })).toEqual(['ladder bad-ladder']);
  });

  it('[INC] 1,000 bands: refused, naming the first that is too many', () => {
    const ladder = Array.from({ length: 1_000 }, (_, at) => band(at * 100, 10));
    const error = { kind: 'too-many-bands', band: LADDER_BANDS_MAX };
    expect(parseLadder(ladder)).toEqual({ ok: false, error });
    expect(parseLadder(ladder.slice(0, LADDER_BANDS_MAX)).ok).toBe(true);
  });

  it('[INC2, TRM1] an open lot keeps its ladder when the new one is none', () => {
    const room = new Room();
    room.max('A', 150);
    const { state } = room;
    const settled = room.run(houseTerms({ ladder: [{ fromMinor: 0, stepMinor: 0 }] }), NOW);
    expect(refusalOf(settled)).toMatchObject({
      kind: 'bad-terms',
      problems: [{ field: 'ladder', kind: 'bad-ladder' }],
    });
    expect([room.state, settled.line]).toEqual([state, null]);
  });
});

describe('times', () => {
  const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  const MINUTES = { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } as const;

  it('[STA1] a close that is past: no clerk opens the lot, no house moves a close there', () => {
    const room = new Room({}, 'scheduled');
    const late = clock('13:00:00');
    expect(refusalOf(room.run({ kind: 'openLot', by: 'clerk' }, late))).toMatchObject({
      problems: [{ field: 'closesAtMs', kind: 'bad-time' }],
    });
    const past = { closesAtMs: clock('12:30:00') };
    expect(refusalOf(room.run(houseTerms(past), late))).toEqual({
      kind: 'too-soon',
      rule: 'SFT4',
      earliestAtMs: late + 1,
    });
    const open = new Room();
    expect(refusalOf(open.run(houseTerms({ closesAtMs: NOW - 1 }), NOW))).toMatchObject({
      kind: 'too-soon',
    });
    expect(open.state.closesAtMs).toBe(clock('12:00:00'));
  });

  it('[STA1] a close before the opening, none, in parts of a millisecond, before 1970: refused', () => {
    const { opensAtMs } = TEST_TERMS;
    for (const closesAtMs of [opensAtMs, opensAtMs - 1, opensAtMs + 0.5, Number.NaN, Infinity]) {
      expect(wrong({ closesAtMs })).toEqual(['closesAtMs bad-time']);
    }
    expect(wrong({ opensAtMs: -1 })).toEqual(['opensAtMs bad-time']);
  });

  it('[STA1] the year 9999 is the last: no lot opens, closes or is moved beyond it by the house', () => {
    expect(wrong({ closesAtMs: LAST_MS })).toEqual([]);
    expect(wrong({ closesAtMs: LAST_MS + 1 })).toEqual(['closesAtMs bad-time']);
    expect(wrong({ closesAtMs: 8.64e15 })).toEqual(['closesAtMs bad-time']);
    const room = new Room({ closesAtMs: LAST_MS });
    expect(refusalOf(room.run(houseTerms({ closesAtMs: LAST_MS + 1 }), NOW))).toMatchObject({
      kind: 'bad-terms',
    });
    expect(publicLot(room.state).closesAtMs).toBe(LAST_MS);
  });

  it('[SFT1, SFT2, CLS2] late bids of the year 9999 extend to its last instant, and there the lot ends', () => {
    const room = new Room({ closesAtMs: LAST_MS - 30_000, softClose: MINUTES });
    const early = maxAt('A', 150, LAST_MS - 80_000);
    expect(kindsOf(room.run(early, LAST_MS - 80_000))).toEqual(['bidAccepted', 'extended']);
    expect(room.state).toMatchObject({ closesAtMs: LAST_MS - 20_000, extensions: 1 });
    room.run(maxAt('B', 200, LAST_MS - 20_001), LAST_MS - 20_000);
    expect(room.state).toMatchObject({ closesAtMs: LAST_MS, extensions: 2 });
    const last = room.run(maxAt('C', 300, LAST_MS - 1), LAST_MS - 1);
    expect(kindsOf(last)).toEqual(['bidAccepted']);
    expect(room.state).toMatchObject({ closesAtMs: LAST_MS, extensions: 2 });
    expect(refusalOf(room.run(maxAt('D', 900, LAST_MS), LAST_MS)).kind).toBe('too-late');
    expect(kindsOf(room.run({ kind: 'closeLot', by: 'clock' }, LAST_MS + 500))).toEqual(['sold']);
    expect(room.standing()).toBe('210 C');
  });

  it('[SFT2, SFT6] nor does a late bid keep a group of lots open any longer', () => {
    const lot = { softClose: MINUTES, closesAtMs: LAST_MS, extensions: 0 };
    expect(keptOpenUntil(lot, LAST_MS - 1, true)).toBe(LAST_MS);
    expect(keptOpenUntil(lot, LAST_MS - 59_999, true)).toBe(LAST_MS);
  });

  it.each(['resumeLot', 'cascadeLot'] as const)(
    '[SFT2, CLS7, SFT6] %s moves a close to the last instant and no further',
    (kind) => {
      const room = new Room({ closesAtMs: LAST_MS - 30_000 });
      room.run({ kind, closesAtMs: LAST_MS + 60_000 }, LAST_MS - 31_000);
      expect(room.state.closesAtMs).toBe(LAST_MS);
      const again = room.run({ kind, closesAtMs: LAST_MS + 60_000 }, LAST_MS - 1_000);
      expect(refusalOf(again)).toMatchObject({ kind: 'not-due', dueAtMs: LAST_MS });
      expect(again.line).toBeNull();
    },
  );

  it('[SFT2, CLS3] what ended is reopened till the last instant, and from it on no more', () => {
    const room = new Room({ closesAtMs: LAST_MS - 30_000 });
    room.run({ kind: 'closeLot', by: 'clock' }, LAST_MS - 29_500);
    const by = { userId: 'user-clerk', role: 'clerk' } as const;
    const told = { nextIsUp: false, isPaid: false };
    const reopen = { kind: 'reopenLot', by, second: null, why: null, ...told } as const;
    room.run(reopen, LAST_MS - 1);
    expect(room.state).toMatchObject({ phase: 'open', closesAtMs: LAST_MS });
    room.run({ kind: 'closeLot', by: 'clock' }, LAST_MS + 500);
    const { state } = room;
    expect(refusalOf(room.run(reopen, LAST_MS + 500))).toMatchObject({
      kind: 'bad-terms',
      problems: [{ field: 'closesAtMs', kind: 'bad-time' }],
    });
    expect(room.state).toBe(state);
  });

  // What a wall clock says becomes UTC where a form is read: components/house/form/local-time.test.ts.
  it.each([
    ['forward', '2027-03-28T02:59:30+02:00'],
    ['back', '2027-10-31T02:59:30+02:00'],
  ])(
    '[SFT1] an extension is so many milliseconds of UTC, also where a wall clock goes %s meanwhile',
    (_way, received) => {
      const receivedAtMs = Date.parse(received);
      const closesAtMs = receivedAtMs + 30_000;
      const room = new Room({ opensAtMs: 0, closesAtMs, softClose: MINUTES });
      expect(factsOf(room.run(maxAt('A', 150, receivedAtMs), receivedAtMs)).at(-1)).toMatchObject({
        kind: 'extended',
        closesAtMs: receivedAtMs + 60_000,
      });
    },
  );

  it('[SFT1, SFT2] a soft close of no, of negative or of endless time, or with half a cap: refused', () => {
    const parts = [
      { windowMs: -1 },
      { windowMs: 86_400_001 },
      { extensionMs: 0.5 },
      { extensionMs: Infinity },
      { mostExtensions: -1 },
      { latestEndMs: LAST_MS + 1 },
    ];
    for (const part of parts) {
      expect(wrong({ softClose: { ...MINUTES, ...part } })).toHaveLength(1);
    }
    expect(wrong({ softClose: { ...MINUTES, windowMs: 0, extensionMs: 0 } })).toEqual([]);
  });
});

describe('amounts at the limits', () => {
  it('[MNY1] terms: 1 and 10¹³ stand; nothing, less, more, fractions do not', () => {
    for (const amount of [1, AMOUNT_MAX_MINOR]) {
      expect(wrong({ startMinor: amount, reserveMinor: amount })).toEqual([]);
    }
    for (const amount of [0, -1, 1.5, AMOUNT_MAX_MINOR + 1, Number.MAX_SAFE_INTEGER, Number.NaN]) {
      expect(wrong({ startMinor: amount, reserveMinor: amount })).toEqual([
        'startMinor bad-amount',
        'reserveMinor bad-amount',
      ]);
    }
  });

  it('[MNY1, PRX2] the largest bid leads at the largest start, and there nobody can outbid it', () => {
    const room = new Room({ startMinor: AMOUNT_MAX_MINOR });
    room.bid('max', 'A', AMOUNT_MAX_MINOR);
    expect(room.state.book.priceMinor).toBe(AMOUNT_MAX_MINOR);
    const refused = refusalOf(room.bid('max', 'B', AMOUNT_MAX_MINOR));
    expect(refused).toMatchObject({ kind: 'below-ask' });
    expect(refused.leastMinor).toBeUndefined();
    expect(refusalOf(room.bid('max', 'B', AMOUNT_MAX_MINOR + 1)).kind).toBe('bad-amount');
  });

  it('[MNY1, REV1] downwards a bid of 1 ends it', () => {
    const room = new Room({ format: 'reverse' });
    room.bid('exact', 'A', 1);
    expect(publicLot(room.state)).toMatchObject({ priceMinor: 1, askMinor: null });
    expect(refusalOf(room.bid('max', 'B', 1)).leastMinor).toBeUndefined();
  });

  it('[RET1, MNY1] cancelled at the very top, the price is exact', () => {
    const room = new Room({ startMinor: AMOUNT_MAX_MINOR - 4_000 });
    room.bid('max', 'A', AMOUNT_MAX_MINOR - 1_500);
    room.bid('max', 'B', AMOUNT_MAX_MINOR - 2_000);
    room.cancel(room.bid('max', 'C', AMOUNT_MAX_MINOR));
    expect(room.state.book).toMatchObject({ priceMinor: AMOUNT_MAX_MINOR - 1_500 });
  });
});

describe('commands out of place', () => {
  it('[STA1, LED3] of a lot that is withdrawn everything is refused by a rule, and nothing is half-applied', () => {
    const room = new Room();
    room.max('A', 150);
    room.run({ kind: 'withdrawLot' }, NOW);
    const { state } = room;
    for (const command of everyCommand(state, NOW)) {
      const settled = room.run(command, NOW);
      const { kind, rule } = refusalOf(settled);
      expect(REFUSAL_RULES[kind]).toBe(rule);
      expect(settled.line).toBeNull();
    }
    expect(room.state).toBe(state);
  });

  it('[TRM1] a lot never becomes one of another format, not even before it opens', () => {
    const room = new Room({}, 'scheduled');
    const settled = room.run(houseTerms({ format: 'reverse', startMinor: minor(90) }), NOW);
    expect(refusalOf(settled).fixed).toEqual([{ field: 'format', rule: 'TRM1', allowed: null }]);
    expect(room.state.startMinor).toBe(minor(100));
  });

  it('[TRM1] fields that are no terms are not taken over', () => {
    const room = new Room({}, 'scheduled');
    const smuggled = { startMinor: minor(90), phase: 'sold', version: 99, entry: 12 };
    expect(kindsOf(room.run(houseTerms(smuggled as Partial<LotTerms>), NOW))).toEqual(['termsSet']);
    expect(room.state).toMatchObject({ phase: 'scheduled', version: 2, entry: 1 });
  });

  it('[STA1] every problem of bad terms is named at once, and none of them is taken', () => {
    const room = new Room({}, 'scheduled');
    const terms = { startMinor: 0, ladder: [], closeGraceMs: 60_000, closesAtMs: 1 };
    const refused = refusalOf(room.run(houseTerms(terms), NOW));
    expect(refused.problems?.map(({ field }) => field)).toEqual([
      'startMinor',
      'ladder',
      'closesAtMs',
      'closeGraceMs',
    ]);
    expect(room.state).toEqual(testLot());
  });
});
