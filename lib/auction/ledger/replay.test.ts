import { describe, expect, it } from 'vitest';
import { bodiesOf, chained } from '../testing/chained';
import { clock, houseTerms, minor, Room } from '../testing/room';
import { Saleroom } from '../testing/saleroom';
import type { ChainBody } from './chain';
import { openedOnEnd } from './openings';
import { replayLedger } from './replay';

const TERMS = { softClose: { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } } as const;
const close = (room: Room, at = '12:00:00.500') =>
  room.run({ kind: 'closeLot', by: 'clock' }, clock(at));

/** What the end of a room's lot opens: entry and amount. */
function openedIn(room: Room): [number, string, number][] {
  const { openings, entries } = chained(room.settlements);
  return openedOnEnd(bodiesOf({ entries }), openings).map(({ entry, of, amountMinor }) => [
    entry,
    of,
    amountMinor / 100,
  ]);
}

/** The room's ledger settled again, with what its end opens. */
function replayed(room: Room) {
  const { openings, entries } = chained(room.settlements);
  const bodies = bodiesOf({ entries });
  return replayLedger(bodies, openedOnEnd(bodies, openings));
}

describe('what the end of a lot opens', () => {
  it('[LED5] P5 with B 200: 150 opens, 160 follows, 200 stays closed', () => {
    const room = new Room();
    room.max('A', 150);
    room.max('B', 200);
    expect(openedIn(room)).toEqual([]);
    close(room);
    expect(room.standing()).toBe('160 B');
    expect(openedIn(room)).toEqual([[2, 'max', 150]]);
    expect(replayed(room).problem).toBeNull();
  });

  it("[LED5] the winner's last opens where the price stands at it; refused ones and earlier ones do", () => {
    const room = new Room();
    room.max('A', 130);
    room.max('A', 150);
    room.max('B', 155);
    room.max('C', 150);
    close(room);
    expect(room.standing()).toBe('155 B');
    expect(openedIn(room).map(([entry]) => entry)).toEqual([2, 3, 4, 5]);
    const raised = new Room();
    raised.max('A', 130);
    raised.max('A', 150);
    raised.max('A', 140);
    close(raised);
    expect(openedIn(raised)).toEqual([
      [2, 'max', 130],
      [4, 'max', 140],
    ]);
    expect(replayed(raised).problem).toBeNull();
  });

  it('[LED5] a reserve opens where it set the price, not where the price went over it', () => {
    const set = new Room({ reserveMinor: minor(125) });
    set.max('A', 150);
    close(set);
    expect(set.standing()).toBe('125 A');
    expect(openedIn(set)).toEqual([[1, 'reserve', 125]]);
    expect(replayed(set).problem).toBeNull();
    const over = new Room({ reserveMinor: minor(125) });
    over.max('A', 120);
    over.max('B', 200);
    close(over);
    expect(over.standing()).toBe('130 B');
    expect(openedIn(over)).toEqual([[2, 'max', 120]]);
    expect(replayed(over).problem).toBeNull();
  });

  it('[LED5, BUY1] a reserve opens that is the price to buy at, not the one it took the place of', () => {
    const selling = { belowReserve: 'steps', buyNowMinor: minor(400) } as const;
    const room = new Room({ reserveMinor: minor(150), selling });
    room.reserveTo(400);
    room.buy('A', 400);
    expect(openedIn(room)).toEqual([[2, 'reserve', 400]]);
    expect(replayed(room).problem).toBeNull();
  });

  it('[LED5] what did not sell keeps reserve and leader closed: it may be offered again', () => {
    const room = new Room({ reserveMinor: minor(500) });
    room.max('A', 150);
    room.max('B', 300);
    close(room);
    expect(room.state.phase).toBe('passed');
    expect(openedIn(room)).toEqual([[2, 'max', 150]]);
    expect(replayed(room).problem).toBeNull();
  });

  it('[LED5, ABS1] what the winner left opens where it was refused; what was bid of it stays closed', () => {
    const room = new Room({}, 'scheduled');
    room.leave('A', 300);
    room.leave('A', 50, { received: '08:01:00' });
    room.open();
    close(room);
    expect(room.standing()).toBe('100 A');
    expect(openedIn(room)).toEqual([[2, 'max', 50]]);
    expect(replayed(room).problem).toBeNull();
  });

  it('[LED5, RET1] a limit that stands again by a cancellation opens, and what was over it', () => {
    const room = new Room();
    room.max('A', 150);
    const over = room.max('B', 5000);
    room.cancel(over);
    close(room);
    expect(room.standing()).toBe('100 A');
    expect(openedIn(room)).toEqual([
      [2, 'max', 150],
      [3, 'max', 5000],
    ]);
    expect(replayed(room).problem).toBeNull();
  });

  it('[LED5, RET1] a limit that was raised opens where the raise was cancelled', () => {
    const room = new Room();
    room.max('A', 150);
    const raise = room.max('A', 300);
    room.cancel(raise);
    room.max('B', 120);
    close(room);
    expect(openedIn(room).map(([entry]) => entry)).toEqual([2, 3, 5]);
    expect(replayed(room).problem).toBeNull();
  });

  it('[LED5, RET1] a reserve met, unmet by a cancellation and met again at less stays closed, and is followed', () => {
    const room = new Room({ reserveMinor: minor(115) });
    room.exact('A', 100);
    const over = room.exact('B', 150);
    room.cancel(over);
    expect(room.reserve()).toBe('not-met');
    room.exact('C', 120);
    close(room);
    expect(room.standing()).toBe('120 C');
    expect(openedIn(room)).toEqual([]);
    expect(replayed(room).problem).toBeNull();
  });
});

describe('what the hammer opens in a saleroom', () => {
  const sold = (room: Saleroom, buyer: string | null = null) => {
    room.warn();
    room.call();
    expect(room.sell(buyer).outcome.ok).toBe(true);
    expect(replayed(room).problem).toBeNull();
    return openedIn(room).map(([entry]) => entry);
  };

  it('[LIV1, LED5] a limit that stands again by an undo opens', () => {
    const room = new Saleroom();
    room.max('A', 200);
    room.max('A', 300);
    room.max('B', 120);
    room.max('B', 500);
    expect(room.lead()).toBe('310 B');
    room.undo();
    expect(room.lead()).toBe('130 A');
    expect(sold(room)).toEqual([2, 3, 4, 5]);
  });

  it('[LIV1, LED5] a limit opens over which the floor went, though its bidder then bought in the room', () => {
    const room = new Saleroom();
    room.max('A', 150);
    room.floor(null, 300);
    expect(sold(room, 'A')).toEqual([2]);
  });

  it('[LIV1, LED5] a reserve met, unmet by an undo and met again at less stays closed, and is followed', () => {
    const room = new Saleroom({ reserveMinor: minor(150) });
    room.floor(null, 300);
    room.undo();
    room.floor('A', 120);
    room.floor(null, 200);
    expect(sold(room, 'B')).toEqual([]);
  });

  it('[LIV1, LED5] a limit under a reserve that was met before an undo stays closed, and is followed', () => {
    const room = new Saleroom({ reserveMinor: minor(150) });
    room.floor(null, 200);
    room.undo();
    room.max('A', 140);
    expect(room.pass().outcome.ok).toBe(true);
    expect(openedIn(room)).toEqual([]);
    expect(replayed(room).problem).toBeNull();
  });
});

describe('a ledger settled again', () => {
  /** With one of everything. */
  function whole(): Room {
    const room = new Room({ ...TERMS, reserveMinor: minor(145), staleBid: 'confirm' }, 'scheduled');
    room.max('A', 150);
    room.run(houseTerms({ startMinor: minor(90) }), clock('08:00:00'));
    room.run({ kind: 'openLot', by: 'clock' }, clock('09:00:00'));
    room.max('A', 120);
    room.exact('B', 130, { seenAsk: 90 });
    room.exact('B', 130);
    room.exact('B', 130, { seenAsk: 100 });
    room.max('S', 200, { userId: 'user-seller' });
    room.max('C', 180, { received: '11:59:30' });
    room.run({ kind: 'resumeLot', closesAtMs: clock('12:05:00') }, clock('12:00:30'));
    room.max('D', 165, { received: '12:04:00' });
    room.max('A', 200, { received: '12:05:00' });
    close(room, '12:05:00.500');
    return room;
  }

  it('[LED2, LED5] follows from what is public and opened, entry by entry', () => {
    const room = whole();
    const { steps, problem } = replayed(room);
    expect(problem).toBeNull();
    // What the terms were before they were set first stands nowhere: 1 and 2 are as they tell.
    expect(steps.map(({ entry }) => entry.entry)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(steps.at(-1)?.settlement.next).toMatchObject({
      phase: 'sold',
      closesAtMs: clock('12:05:00'),
    });
    expect(new Set(steps.map(({ entry }) => entry.code ?? entry.kind))).toEqual(
      new Set([
        ...['opened', 'bid', 'ask-moved', 'ask-not-named', 'own-lot'],
        ...['resumed', 'too-late', 'sold'],
      ]),
    );
  });

  it('[LED2] a reverse lot, a lot that nobody bid on, one withdrawn before it opened', () => {
    const reverse = new Room({ format: 'reverse', reserveMinor: minor(60) });
    reverse.max('A', 80);
    reverse.max('B', 40);
    close(reverse);
    expect([reverse.standing(), replayed(reverse).problem]).toEqual(['60 B', null]);
    const quiet = new Room({ reserveMinor: minor(60) });
    close(quiet);
    expect(replayed(quiet).problem).toBeNull();
    const never = new Room({}, 'scheduled');
    never.max('A', 100);
    never.run({ kind: 'withdrawLot' }, clock('08:00:00'));
    expect(replayed(never).problem).toBeNull();
    expect(replayLedger([], [])).toEqual({ steps: [], problem: null });
  });

  it('[LED2, RET1, CLS3, TRM2] follows through what the house did: terms, cancelled bids, reopened', () => {
    const room = new Room({ ...TERMS, reserveMinor: minor(500) });
    room.run(houseTerms({ reserveMinor: minor(400), sellerId: 'another' }), clock('09:10:00'));
    const first = room.max('A', 110);
    room.max('D', 150);
    room.max('A', 145);
    const raise = room.max('D', 200);
    room.max('C', 160);
    room.cancel(raise, { barred: 'A' });
    room.run(houseTerms({ closesAtMs: clock('12:30:00') }), clock('11:00:00'));
    room.run({ kind: 'cascadeLot', closesAtMs: clock('12:31:00') }, clock('11:00:00'));
    close(room, '12:31:00.500');
    expect(room.state.phase).toBe('passed');
    expect(replayed(room).problem).toBeNull();
    const clerk = { userId: 'clerk', role: 'clerk' } as const;
    const again = { by: clerk, second: null, why: null, nextIsUp: false, isPaid: false };
    room.run({ kind: 'reopenLot', ...again }, clock('12:40:00'));
    const { openings, entries } = chained(room.settlements);
    expect(openedOnEnd(bodiesOf({ entries }), openings)).toEqual([]);
    room.max('D', 450, { received: '12:40:10' });
    close(room, '13:00:00');
    expect(room.standing()).toBe('400 D');
    const { steps, problem } = replayed(room);
    expect(problem).toBeNull();
    expect(steps.map(({ entry }) => entry.kind)).toEqual(
      expect.arrayContaining(['termsSet', 'cancelled', 'cascaded', 'reopened', 'sold']),
    );
    expect(first.outcome.ok).toBe(true);
  });

  const change = (entry: number, over: Partial<ChainBody>) => (chain: ChainBody[]) =>
    chain.map((body) => (body.entry === entry ? { ...body, ...over } : body));
  const forgeries: [string, (chain: ChainBody[]) => ChainBody[], number, string][] = [
    ['a higher price', change(9, { priceMinor: minor(170) }), 9, 'priceMinor'],
    ['another leader', change(9, { leaderPaddle: 1 }), 9, 'leaderPaddle'],
    ['another close', change(9, { closesAtMs: clock('12:02:00') }), 9, 'closesAtMs'],
    ['a refusal of what was good', change(9, { code: 'below-ask', outcome: null }), 9, 'code'],
    ['another reason to refuse', change(5, { code: 'below-ask' }), 5, 'code'],
    ['a bid taken that came too late', change(12, { code: null, outcome: 'leading' }), 12, 'code'],
    [
      'an exact bid of another amount',
      change(7, { publicAmountMinor: minor(125) }),
      7,
      'priceMinor',
    ],
    ['other terms', change(3, { terms: null }), 3, 'terms'],
    [
      'sold to another',
      change(13, { sales: [{ paddle: 4, units: 1, priceMinor: minor(160) }] }),
      13,
      'sales',
    ],
    ['passed, though it was sold', change(13, { kind: 'passed', sales: null }), 13, 'kind'],
    ['no limit committed to', change(9, { commitments: {} }), 9, 'commitments'],
    ['closed before its time', change(13, { decidedAtMs: clock('12:05:00') }), 13, 'entry'],
  ];
  it.each(forgeries)('[LED2] finds %s', (_what, forge, entry, field) => {
    // Whoever forges so well may know what opens the rest.
    const { openings, entries } = chained(whole().settlements);
    const chain = bodiesOf({ entries });
    expect(replayLedger(chain, openings).problem).toBeNull();
    expect(replayLedger(forge(chain), openings).problem).toMatchObject({ entry, field });
  });

  /** Three left bids, one of them twice; at the opening A is not let in any more. Entries 2 to 6, 7 opens, 8 to 10 are made of them. */
  function opened(): Room {
    const room = new Room(TERMS, 'scheduled');
    room.run(houseTerms({ startMinor: minor(90) }), clock('07:00:00'));
    room.leave('B', 200, { received: '08:00:00' });
    room.leave('A', 120, { received: '08:01:00' });
    room.leave('B', 140, { received: '08:02:00' });
    room.leave('A', 80, { received: '08:03:00' });
    room.leave('C', 300, { received: '08:04:00' });
    room.open((name) => (name === 'A' ? { status: 'suspended' } : {}));
    room.max('D', 500);
    close(room);
    return room;
  }
  const without = (entry: number) => (chain: ChainBody[]) =>
    chain.filter((body) => body.entry !== entry).map((body, at) => ({ ...body, entry: at + 1 }));
  const atOpening: [string, (chain: ChainBody[]) => ChainBody[], number, string][] = [
    ['one that was not let in kept silent about', without(8), 8, 'paddle'],
    ['one left out', without(9), 9, 'paddle'],
    ['the last one left out', without(10), 10, 'paddle'],
    ['another received time', change(9, { receivedAtMs: clock('08:00:00') }), 9, 'receivedAtMs'],
    [
      'an order of their own',
      (chain) => {
        const [first, last] = [chain[8], chain[9]] as [ChainBody, ChainBody];
        return chain.with(8, { ...last, entry: 9 }).with(9, { ...first, entry: 10 });
      },
      9,
      'paddle',
    ],
    ['an end right after the opening', (chain) => chain.slice(0, 8), 9, 'paddle'],
  ];
  it.each(atOpening)('[ABS1, LED2] of bids left finds %s', (_what, forge, entry, field) => {
    const { openings, entries } = chained(opened().settlements);
    const chain = bodiesOf({ entries });
    const bids = chain.slice(6, 10).map(({ kind, code, paddle }) => [code ?? kind, paddle]);
    expect(bids).toEqual([
      ['opened', null],
      ['not-approved', 1],
      ['bid', 2],
      ['bid', 3],
    ]);
    expect(replayLedger(chain, openedOnEnd(chain, openings)).problem).toBeNull();
    expect(replayLedger(forge(chain), openings).problem).toMatchObject({ entry, field });
  });

  it('[ABS1, LED2] finds another amount bid at the opening than was left, once both are opened', () => {
    const { openings, entries } = chained(opened().settlements);
    const less = openings.map((one) =>
      one.entry === 9 && one.of === 'max' ? { ...one, amountMinor: minor(130) } : one,
    );
    const { problem } = replayLedger(bodiesOf({ entries }), less);
    expect(problem).toEqual({ entry: 9, field: 'max', told: minor(130), due: minor(140) });
  });

  it('[LED2, LED5] asks for each opening but those that may be missing', () => {
    const room = whole();
    const { openings, entries } = chained(room.settlements);
    const chain = bodiesOf({ entries });
    const opened = openedOnEnd(chain, openings);
    expect(
      replayLedger(
        chain,
        opened.filter(({ entry }) => entry !== 4),
      ).problem,
    ).toEqual({
      entry: 4,
      field: 'opening',
      told: null,
      due: 'max',
    });
  });
});
