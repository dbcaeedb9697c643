import { describe, expect, it } from 'vitest';
import type { ReopenLot } from '../command';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import { clock, factsOf, minor, refusalOf } from '../testing/room';
import { Saleroom } from '../testing/saleroom';
import { AT } from '../testing/saleroom-at';
import { UNDO_STEPS_MAX } from './live-steps';

const TEN = clock('10:00:00');

describe('undo', () => {
  /** Each kind of step, done to a lot on which A would go to 300 and leads at 150. */
  const STEPS: Record<string, (room: Saleroom) => ReturnType<Saleroom['says']>> = {
    'a bid that leads': (room) => room.max('C', 400),
    'a bid that is outbid at once': (room) => room.max('C', 200),
    'a raise that meets the reserve': (room) => room.max('A', 400),
    'a floor bid': (room) => room.floor('B', 320),
    'a bid of the room': (room) => room.floor(null, 320),
    'fair warning': (room) => room.warn(),
    hold: (room) => room.says({ kind: 'hold' }),
    'another step': (room) => room.says({ kind: 'setIncrement', stepMinor: 5 }),
  };
  const ready = () => {
    const room = new Saleroom({ reserveMinor: minor(350) });
    room.max('A', 300);
    room.floor('B', 140);
    return room;
  };
  const shown = (room: Saleroom) => ({ ...publicLot(room.state), version: 0 });

  it.each(Object.entries(STEPS))('[LIV1] reverses %s, as a new entry and version', (_, step) => {
    const room = ready();
    const before = shown(room);
    const { book } = room.state;
    const done = step(room);
    factsOf(done);
    const { version, entry } = room.state;
    const { line } = room.undo();
    expect(shown(room)).toEqual(before);
    expect(room.state.book).toEqual(book);
    expect(room.state).toMatchObject({ version: version + 1, entry: entry + 1 });
    expect(line).toMatchObject({ kind: 'undone', by: 'clerk', act: { undoes: entry } });
  });

  it('[LIV1] goes back step by step, to before the lot was on the block', () => {
    const room = AT['on-hold']();
    const stages = [1, 2, 3, 4, 5].map(() => {
      factsOf(room.undo());
      return room.stage();
    });
    expect(stages).toEqual([
      'final-call',
      'fair-warning',
      'on-the-block',
      'on-the-block',
      'pre-sale',
    ]);
    expect(publicLot(room.state)).toMatchObject({
      state: 'scheduled',
      bidCount: 0,
      priceMinor: null,
      opensAtMs: clock('09:00:00'),
    });
    expect(refusalOf(room.undo())).toMatchObject({ kind: 'wrong-phase' });
    expect(room.putOnBlock().outcome.ok).toBe(true);
  });

  it('[LIV1] reverses what the clerk saw last and nothing that came since', () => {
    const room = AT['fair-warning']();
    const { version: seenVersion } = room.state;
    room.max('B', 900);
    expect(refusalOf(room.says({ kind: 'undo', seenVersion }))).toEqual({
      kind: 'stale-order',
      rule: 'LIV1',
      now: room.seen(),
    });
  });

  it('[LIV1] a silent raise is no step: it stays with the bid it raised and goes with it', () => {
    const room = new Saleroom();
    room.max('A', 200);
    room.warn();
    room.max('A', 500);
    room.undo();
    expect(room.stage()).toBe('on-the-block');
    room.max('B', 400);
    expect(room.lead()).toBe('410 A');
    room.undo();
    room.undo();
    expect(room.lead()).toBe('no bid');
    room.max('B', 150);
    expect(room.lead()).toBe('100 B');
  });

  it('[LIV1] tells who lost the lead by it and who has it again', () => {
    const room = new Saleroom();
    room.max('A', 200);
    room.floor('B', 300);
    const before = room.state;
    expect(concernedBy(factsOf(room.undo()), before)).toEqual([902, 901]);
    room.warn();
    expect(concernedBy(factsOf(room.undo()), room.state)).toEqual([]);
  });

  const reopen = (room: Saleroom, nextIsUp = false) => {
    const by = { userId: 'user-clerk', role: 'clerk' } as const;
    const command = { kind: 'reopenLot', by, second: null, why: null, nextIsUp, isPaid: false };
    return room.run(command as ReopenLot, TEN);
  };

  it('[CLS3, LIV1] a hammer is undone by reopening, on the block, until the next lot is up', () => {
    const room = AT.sold();
    expect(refusalOf(reopen(room, true))).toMatchObject({ kind: 'needs-second' });
    expect(refusalOf(room.undo())).toMatchObject({ kind: 'wrong-phase', phase: 'sold' });
    const { version } = room.state;
    expect(reopen(room).line).toMatchObject({ kind: 'reopened', by: 'clerk' });
    expect([room.lead(), room.stage()]).toEqual(['150 A on the floor', 'on-the-block']);
    expect(room.state.version).toBe(version + 1);
    // The calls before the hammer are void; the bid before them can be undone.
    expect(factsOf(room.undo())).toMatchObject([{ undoes: 'floorBidTaken' }]);
    expect(room.lead()).toBe('no bid');
    const passed = AT.passed();
    reopen(passed);
    expect(passed.stage()).toBe('on-the-block');
  });

  it('[CLS3, LIV1] in what is reopened the room leads again, whoever was named', () => {
    const room = new Saleroom();
    room.floor(null, 150);
    room.warn();
    room.call();
    room.sell('D');
    reopen(room);
    expect(room.lead()).toBe('150 room');
  });

  it('[RET1, LIV1] a bid on a live lot is undone, not cancelled', () => {
    const room = AT['on-the-block']();
    const cancel = { kind: 'cancelBid', by: 'auctioneer', why: 'x', entry: 2, bids: [] } as const;
    expect(refusalOf(room.run(cancel, TEN))).toMatchObject({ kind: 'by-clerk-only' });
  });

  it('[TRM1, LIV1] terms that change while it is on the block are not undone, nor what came before', () => {
    const room = AT['on-the-block']();
    const ladder = [{ fromMinor: 0, stepMinor: minor(5) }];
    room.run({ kind: 'setTerms', by: 'auctioneer', why: 'x', terms: { ladder } }, TEN);
    expect(room.ask()).toBe(155);
    expect(refusalOf(room.undo())).toMatchObject({ kind: 'nothing-to-undo' });
    // Where the room leads there is a bid, whoever made it.
    const led = new Saleroom();
    led.floor(null, 150);
    const start = { kind: 'setTerms', by: 'auctioneer', why: 'x' } as const;
    const refused = led.run({ ...start, terms: { startMinor: minor(50) } }, TEN);
    expect(refusalOf(refused)).toMatchObject({ kind: 'term-fixed' });
  });

  it(`[LIV1] goes back ${UNDO_STEPS_MAX} steps at most`, () => {
    const room = new Saleroom();
    for (let step = 0; step < UNDO_STEPS_MAX + 5; step += 1) room.floor(null, 100 + 10 * step);
    for (let step = 0; step < UNDO_STEPS_MAX; step += 1) factsOf(room.undo());
    expect(room.lead()).toBe('140 room');
    expect(refusalOf(room.undo())).toEqual({ kind: 'nothing-to-undo', rule: 'LIV1' });
  });
});
