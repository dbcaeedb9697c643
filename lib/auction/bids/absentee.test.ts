import { describe, expect, it } from 'vitest';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import { type Bidder, PLAIN_ENGLISH } from '../state';
import { clock, factsOf, minor, Room, refusalOf } from '../testing/room';

const scheduled = (terms: ConstructorParameters<typeof Room>[0] = {}) =>
  new Room({ startMinor: minor(70), ...terms }, 'scheduled');

describe('bids left before the opening', () => {
  it('[ABS1, PRX2] P8: of 100 and 300 on a start of 70 the lot opens at 110, to the 300', () => {
    const room = scheduled();
    room.leave('A', 100);
    room.leave('B', 300);
    expect(room.state.phase).toBe('scheduled');
    const [opened, ...bids] = room.open();
    expect(opened?.line).toMatchObject({ kind: 'opened', priceMinor: null });
    expect(bids.map(({ line }) => line?.outcome)).toEqual(['leading', 'leading']);
    expect(room.standing()).toBe('110 B');
    expect(room.state).toMatchObject({ absentees: [], bidCount: 2 });
  });

  it('[ABS1, PRX3] P8: two at 100 open at 100, to the first, however they are received', () => {
    const room = scheduled();
    room.leave('B', 100, { received: '08:30:00' });
    room.leave('A', 100, { received: '08:00:00' });
    room.open();
    expect(room.standing()).toBe('100 B');
  });

  it('[ABS1] a later one takes the place of its bidder’s earlier one, at the end, lower or higher', () => {
    const room = scheduled();
    room.leave('A', 200);
    room.leave('B', 100);
    room.leave('A', 100);
    room.open();
    expect(room.standing()).toBe('100 B');
  });

  it('[ABS1, VER1] is no public change, and tells nobody but its bidder', () => {
    const room = scheduled();
    const before = room.state;
    const left = room.leave('A', 300);
    expect(publicLot(room.state)).toEqual(publicLot(before));
    expect(concernedBy(factsOf(left), before)).toEqual([901]);
    expect(left.line).toMatchObject({
      kind: 'bidLeft',
      by: 'bidder',
      paddle: 1,
      bidKind: 'max',
      publicAmountMinor: null,
      secrets: { max: minor(300) },
      receivedAtMs: clock('08:00:00'),
    });
  });

  it('[ABS1, LED3] is judged at once as the first bid would be', () => {
    const room = scheduled({ sellerId: 'user-S' });
    expect(refusalOf(room.leave('A', 69.99))).toMatchObject({
      rule: 'PRX1',
      leastMinor: minor(70),
    });
    const poor = { as: { limitMinor: minor(200), elsewhereMinor: 0 } };
    expect(refusalOf(room.leave('A', 300, poor))).toMatchObject({
      rule: 'REG2',
      mostMinor: minor(200),
    });
    expect(refusalOf(room.leave('A', 300, { status: 'pending' }))).toMatchObject({ rule: 'REG1' });
    expect(refusalOf(room.leave('S', 300))).toMatchObject({ rule: 'REG3' });
    expect(room.state.absentees).toEqual([]);
  });

  it('[ABS1] is judged again at the opening, by the registration as it is then', () => {
    const room = scheduled();
    room.leave('A', 300);
    room.leave('B', 200);
    room.leave('C', 150);
    const before = room.state;
    const changed: Record<string, Partial<Bidder>> = {
      A: { status: 'suspended' },
      B: { limitMinor: minor(180) },
    };
    const [opened, first, second, third] = room.open((name) => changed[name] ?? {});
    expect(opened && concernedBy(factsOf(opened), before)).toEqual([901, 902, 903]);
    expect(first && refusalOf(first)).toMatchObject({ kind: 'not-approved' });
    expect(second && refusalOf(second)).toMatchObject({ kind: 'over-limit' });
    expect(third?.outcome.ok).toBe(true);
    expect(room.standing()).toBe('70 C');
    expect(first?.line).toMatchObject({
      code: 'not-approved',
      paddle: 1,
      secrets: { max: 30_000 },
    });
  });

  it('[ABS1, SFT1] never extends a lot by the time at which it was left', () => {
    const softClose = { windowMs: 86_400_000, extensionMs: 60_000, mode: 'any' } as const;
    const room = scheduled({ softClose });
    const { closesAtMs } = room.state;
    room.leave('A', 300);
    room.open();
    expect(room.state).toMatchObject({ closesAtMs, extensions: 0 });
  });

  it('[ABS1, STA1] once the lot is open there are bids instead', () => {
    const room = scheduled();
    room.open();
    expect(refusalOf(room.leave('A', 300, { received: '10:00:00' }))).toMatchObject({
      kind: 'wrong-phase',
      phase: 'open',
    });
  });

  it('[ABS1, RES1] stands in no public body', () => {
    const room = scheduled({ selling: { ...PLAIN_ENGLISH, buyNowMinor: minor(5000) } });
    room.leave('A', 765.43);
    const text = JSON.stringify(publicLot(room.state));
    expect(text).not.toContain('76543');
    expect(text).not.toContain('user-A');
  });
});
