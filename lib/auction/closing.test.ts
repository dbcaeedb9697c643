import { describe, expect, it } from 'vitest';
import { publicLot } from './public-lot';
import { bidder, clock, factsOf, kindsOf, minor, Room, refusalOf } from './testing/room';

const NOON = clock('12:00:00');
const close = (room: Room, nowMs = NOON + 500, by: 'clock' | 'clerk' = 'clock') =>
  room.run({ kind: 'closeLot', by }, nowMs);

describe('bids and the close', () => {
  it('[CLS1] received at 11:59:59.999 counts, at 12:00:00.000 does not', () => {
    const room = new Room();
    room.max('A', 150, { received: '11:59:59.999' });
    expect(room.standing()).toBe('100 A');
    const late = room.max('B', 900, { received: '12:00:00.000' });
    expect(refusalOf(late)).toEqual({ kind: 'too-late', rule: 'CLS1', closesAtMs: NOON });
    expect(room.standing()).toBe('100 A');
  });

  it('[CLS1] a fraction of a millisecond before the close is before it', () => {
    const room = new Room();
    const bid = room.max('A', 150);
    expect(factsOf(bid)).toHaveLength(1);
    const command = {
      kind: 'placeBid',
      bidder: bidder('B'),
      userId: 'user-B',
      isHouse: false,
      bidKind: 'max',
      amountMinor: minor(200),
      receivedAtMs: NOON - 0.4,
      receivedErrorMs: 0.2,
    } as const;
    const { line } = room.run(command, NOON + 0.3);
    expect(room.standing()).toBe('160 B');
    expect(line).toMatchObject({ receivedAtMs: NOON - 1, receivedErrorMs: 1, decidedAtMs: NOON });
  });

  it('[G6] received in time it counts within the grace, and beyond is undecided, not late', () => {
    const room = new Room();
    room.max('A', 150, { received: '11:59:59.999', decided: '12:00:00.500' });
    expect(room.standing()).toBe('100 A');
    const beyond = room.max('B', 900, { received: '11:59:59.999', decided: '12:00:00.501' });
    expect(refusalOf(beyond)).toMatchObject({ kind: 'undecided', rule: 'G6' });
    expect(room.standing()).toBe('100 A');
  });

  it('[G6] is decided by the millisecond that the ledger writes, so that its lines decide the same again', () => {
    const room = new Room();
    const bid = {
      kind: 'placeBid',
      bidder: bidder('B'),
      userId: 'user-B',
      isHouse: false,
      bidKind: 'max',
      amountMinor: minor(200),
      receivedAtMs: NOON - 1,
      receivedErrorMs: 0.2,
    } as const;
    const lastMs = NOON + room.state.closeGraceMs;
    expect(room.run(bid, lastMs + 0.9)).toMatchObject({ outcome: { ok: true } });
    const beyond = new Room().run(bid, lastMs + 1);
    expect(refusalOf(beyond)).toMatchObject({ kind: 'undecided' });
  });

  it('[G6] received in time but decided after the clock closed the lot is undecided', () => {
    const room = new Room();
    close(room);
    const times = { received: '11:59:59.999', decided: '12:00:00.600' };
    expect(refusalOf(room.max('A', 150, times))).toMatchObject({ kind: 'undecided' });
    const late = room.max('A', 150, { received: '12:00:00', decided: '12:00:00.600' });
    expect(refusalOf(late)).toMatchObject({ kind: 'lot-not-open', phase: 'passed' });
  });

  it('[CLS4] a lot ended by the clerk is over for a bid still under way', () => {
    const room = new Room();
    close(room, clock('11:00:00'), 'clerk');
    expect(refusalOf(room.max('A', 150, { received: '10:59:59' }))).toMatchObject({
      kind: 'lot-not-open',
      phase: 'passed',
    });
  });
});

describe('closing', () => {
  it('[CLS5] the clock is refused until the close and its grace are past, then closes', () => {
    const room = new Room();
    expect(refusalOf(close(room, NOON + 499))).toEqual({
      kind: 'not-due',
      rule: 'CLS5',
      dueAtMs: NOON + 500,
    });
    expect(room.state.phase).toBe('open');
    close(room, NOON + 500);
    expect(room.state).toMatchObject({ phase: 'passed', endedBy: 'clock', endedAtMs: NOON + 500 });
  });

  it('[CLS5] the clock that comes for the old close of an extended lot is refused', () => {
    const softClose = { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } as const;
    const room = new Room({ softClose });
    room.max('A', 150, { received: '11:59:30' });
    expect(refusalOf(close(room))).toMatchObject({ dueAtMs: clock('12:00:30.500') });
  });

  it('[CLS2] sold at the price, without a reserve or with it met', () => {
    const room = new Room();
    room.max('A', 150);
    room.max('B', 120);
    expect(factsOf(close(room))).toMatchObject([
      { kind: 'sold', sales: [{ paddle: 1, units: 1, priceMinor: minor(130) }], by: 'clock' },
    ]);
    expect(publicLot(room.state)).toMatchObject({
      state: 'sold',
      priceMinor: minor(130),
      leaderPaddle: 1,
      askMinor: null,
    });
    const met = new Room({ reserveMinor: minor(130) });
    met.max('A', 130);
    expect(kindsOf(close(met))).toEqual(['sold']);
  });

  it('[CLS2] passed without a bid, or with the reserve not met', () => {
    expect(factsOf(close(new Room()))).toMatchObject([{ kind: 'passed', reason: 'no-bid' }]);
    const room = new Room({ reserveMinor: minor(500) });
    room.max('A', 499.99);
    expect(factsOf(close(room))).toMatchObject([{ kind: 'passed', reason: 'reserve-not-met' }]);
  });

  it('[CLS2] is decided once: a second close changes nothing', () => {
    const room = new Room();
    close(room);
    const { state } = room;
    expect(refusalOf(close(room))).toMatchObject({ kind: 'wrong-phase', phase: 'passed' });
    expect(room.state).toBe(state);
  });

  it('[CLS4] the clerk ends a lot at once, with its sale', () => {
    const room = new Room();
    room.max('A', 150);
    expect(factsOf(close(room, clock('10:00:01'), 'clerk'))).toMatchObject([
      { kind: 'sold', by: 'clerk', sales: [{ priceMinor: minor(100) }] },
    ]);
  });

  it('[CLS4] withdrawn is no sale, and final', () => {
    const room = new Room();
    room.max('A', 150);
    room.run({ kind: 'withdrawLot' }, clock('10:00:01'));
    expect(room.state).toMatchObject({ phase: 'withdrawn', endedBy: 'clerk' });
    expect(refusalOf(room.max('B', 300))).toMatchObject({ phase: 'withdrawn' });
    expect(refusalOf(close(room))).toMatchObject({ kind: 'wrong-phase' });
  });
});

describe('opening', () => {
  const NINE = clock('09:00:00');

  it('[STA1] the clock opens when it is due, not before', () => {
    const room = new Room({}, 'scheduled');
    expect(refusalOf(room.max('A', 150, { received: '08:59:00' }))).toMatchObject({
      kind: 'lot-not-open',
      phase: 'scheduled',
      opensAtMs: NINE,
    });
    const early = room.run({ kind: 'openLot', by: 'clock' }, NINE - 1);
    expect(refusalOf(early)).toMatchObject({ kind: 'not-due', dueAtMs: NINE });
    room.run({ kind: 'openLot', by: 'clock' }, NINE);
    expect(room.state).toMatchObject({ phase: 'open', opensAtMs: NINE });
  });

  it('[STA1] the clerk opens early, and that is when it opened', () => {
    const room = new Room({}, 'scheduled');
    room.run({ kind: 'openLot', by: 'clerk' }, NINE - 60_000);
    expect(room.state).toMatchObject({ phase: 'open', opensAtMs: NINE - 60_000 });
  });

  it('[STA1] a lot past its close is opened by the clock, to pass it, not by the clerk', () => {
    const room = new Room({}, 'scheduled');
    const clerk = room.run({ kind: 'openLot', by: 'clerk' }, NOON);
    expect(refusalOf(clerk)).toMatchObject({ problems: [{ field: 'closesAtMs' }] });
    room.run({ kind: 'openLot', by: 'clock' }, NOON + 9000);
    expect(room.state).toMatchObject({ phase: 'open', opensAtMs: NINE });
    expect(kindsOf(close(room, NOON + 9000))).toEqual(['passed']);
  });
});

describe('after an interruption', () => {
  const LATER = clock('12:02:00');

  it('[CLS7] an open lot gets a later close, in public, by the clock, and it is no extension', () => {
    const room = new Room();
    room.max('A', 150);
    const before = room.state;
    const { line } = room.run({ kind: 'resumeLot', closesAtMs: LATER }, NOON);
    expect(line).toMatchObject({ kind: 'resumed', by: 'clock', closesAtMs: LATER });
    expect(publicLot(room.state)).toEqual({
      ...publicLot(before),
      version: before.version + 1,
      closesAtMs: LATER,
    });
    // And it is the close that counts from now on.
    room.max('B', 900, { received: '12:01:59.999', decided: '12:02:00.100' });
    expect(room.standing()).toBe('160 B');
  });

  it('[CLS7, SFT4] never an earlier close, nor the same once more', () => {
    const room = new Room();
    const before = room.state;
    for (const closesAtMs of [NOON, NOON - 1]) {
      const refused = room.run({ kind: 'resumeLot', closesAtMs }, clock('11:00:00'));
      expect(refused).toMatchObject({ outcome: { ok: false }, line: null });
    }
    expect(room.state).toEqual(before);
  });

  it('[CLS5, TIM2] ledger time does not go back with a clock that is set back', () => {
    const room = new Room();
    room.max('A', 150, { received: '11:30:00', decided: '11:30:00' });
    const { line } = room.run({ kind: 'resumeLot', closesAtMs: LATER }, clock('11:29:00'));
    expect(line).toMatchObject({ decidedAtMs: clock('11:30:00') });
  });
});
