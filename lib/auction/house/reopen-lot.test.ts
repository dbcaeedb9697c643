import { describe, expect, it } from 'vitest';
import type { ReopenLot } from '../command';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import { clock, factsOf, minor, Room, refusalOf, WHY } from '../testing/room';

const CLERK = { userId: 'user-clerk', role: 'clerk' } as const;
const BOSS = { userId: 'user-boss', role: 'auctioneer' } as const;
const reopening = (more: Partial<ReopenLot> = {}): ReopenLot => ({
  kind: 'reopenLot',
  by: CLERK,
  second: null,
  why: null,
  nextIsUp: false,
  isPaid: false,
  ...more,
});
const softClose = { windowMs: 180_000, extensionMs: 60_000, mode: 'any' } as const;
const MINUTE_LATER = clock('12:01:00');

function soldRoom(): Room {
  const room = new Room({ softClose });
  room.max('A', 150);
  room.max('B', 200);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  expect(room.state.phase).toBe('sold');
  return room;
}

describe('a lot that is taken up again', () => {
  it('[CLS3] by the clerk until the next lot is up: closes a window from now, with the bids it had', () => {
    const room = soldRoom();
    const sold = room.state;
    const { line } = room.run(reopening(), MINUTE_LATER + 0.7);
    expect(room.state).toMatchObject({
      phase: 'open',
      closesAtMs: clock('12:04:00'),
      endedBy: null,
      endedAtMs: null,
      version: sold.version + 1,
    });
    expect(line).toMatchObject({ kind: 'reopened', by: 'clerk', closesAtMs: clock('12:04:00') });
    expect(publicLot(room.state)).toMatchObject({ state: 'open', askMinor: minor(170) });
    room.max('C', 300, { received: '12:03:59' });
    expect(room.standing()).toBe('210 C');
    room.run({ kind: 'closeLot', by: 'clock' }, clock('13:00:00'));
    expect(room.state.phase).toBe('sold');
  });

  it('[CLS3] what passed may be reopened too; what was withdrawn may not', () => {
    const room = new Room();
    room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
    room.run(reopening(), MINUTE_LATER);
    // Without a soft close the window is that of the default.
    expect(room.state).toMatchObject({ phase: 'open', closesAtMs: clock('12:03:00') });
    room.run({ kind: 'withdrawLot' }, MINUTE_LATER);
    expect(refusalOf(room.run(reopening(), MINUTE_LATER))).toMatchObject({ kind: 'wrong-phase' });
  });

  it('[CLS3] later by two persons with a reason', () => {
    const room = soldRoom();
    const sold = room.state;
    const late = (more: Partial<ReopenLot>) =>
      room.run(reopening({ nextIsUp: true, why: WHY, ...more }), MINUTE_LATER);
    expect(refusalOf(late({}))).toEqual({ kind: 'needs-second', rule: 'CLS3' });
    expect(refusalOf(late({ second: CLERK }))).toMatchObject({ kind: 'needs-second' });
    const twice = { userId: 'user-clerk', role: 'admin' } as const;
    expect(refusalOf(late({ second: twice }))).toMatchObject({ kind: 'needs-second' });
    const silent = late({ second: BOSS, why: null });
    expect(refusalOf(silent)).toEqual({ kind: 'needs-why', rule: 'TRM2' });
    expect(room.state).toBe(sold);
    const { line } = late({ second: BOSS });
    expect(line?.act).toEqual({ why: WHY, secondBy: 'auctioneer' });
    expect(JSON.stringify(line)).not.toContain('user-');
  });

  it('[CLS3] never once paid, whoever agrees', () => {
    const room = soldRoom();
    const paid = room.run(reopening({ isPaid: true, second: BOSS, why: WHY }), MINUTE_LATER);
    expect(refusalOf(paid)).toEqual({ kind: 'already-paid', rule: 'CLS3' });
    expect(paid.line).toBeNull();
  });

  it('[CLS3, SFT4] a lot that the clerk ended by mistake has its own close again', () => {
    const room = new Room();
    room.max('A', 150);
    room.run({ kind: 'closeLot', by: 'clerk' }, clock('10:30:00'));
    room.run(reopening(), clock('10:31:00'));
    expect(room.state).toMatchObject({ phase: 'open', closesAtMs: clock('12:00:00') });
  });

  it('[CLS3] whoever won it is told', () => {
    const room = soldRoom();
    const sold = room.state;
    expect(concernedBy(factsOf(room.run(reopening(), MINUTE_LATER)), sold)).toEqual([902]);
  });

  it('[CLS3, CLS1] a bid that came while it was closed is refused, once it is open it counts', () => {
    const room = soldRoom();
    expect(refusalOf(room.max('C', 300, { received: '12:00:30' }))).toMatchObject({
      kind: 'lot-not-open',
    });
    room.run(reopening(), MINUTE_LATER);
    room.max('C', 300, { received: '12:01:30' });
    expect(room.standing()).toBe('210 C');
  });
});
