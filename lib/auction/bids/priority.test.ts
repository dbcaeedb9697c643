import { describe, expect, it } from 'vitest';
import { factsOf, minor, Room, refusalOf } from '../testing/room';

const HOLDER = { as: { hasPriority: true } };
const FIVES = [{ fromMinor: 0, stepMinor: minor(5) }];

describe('the right of priority', () => {
  it('[PRI1] A 100, P 100: P; A 105: A; P 105: P', () => {
    const room = new Room({ ladder: FIVES });
    room.exact('A', 100);
    const { version, bidCount } = room.state;
    const [match] = factsOf(room.exact('P', 100, HOLDER));
    expect(match).toMatchObject({ outcome: 'leading', public: true, displacedRegistrationId: 901 });
    expect(room.standing()).toBe('100 P');
    expect(room.state).toMatchObject({ version: version + 1, bidCount: bidCount + 1 });
    room.exact('A', 105);
    expect(room.standing()).toBe('105 A');
    room.exact('P', 105, HOLDER);
    expect(room.standing()).toBe('105 P');
  });

  it('[PRI1] who has no such right needs a step more, and below the price the right is none', () => {
    const room = new Room();
    room.exact('A', 100);
    expect(refusalOf(room.exact('B', 100))).toMatchObject({ leastMinor: minor(110) });
    expect(refusalOf(room.exact('P', 99.99, HOLDER))).toMatchObject({
      kind: 'below-ask',
      askMinor: minor(110),
      leastMinor: minor(100),
    });
  });

  it('[PRI1] a secret max is matched at its amount, not one step above it', () => {
    const room = new Room();
    room.max('A', 150);
    room.max('P', 200, HOLDER);
    expect(room.standing()).toBe('150 P');
    room.max('B', 190);
    expect(room.standing()).toBe('190 P');
    room.max('C', 200);
    expect(room.standing()).toBe('200 P');
    room.max('D', 215);
    expect(room.standing()).toBe('210 D');
  });

  it('[PRI1] a match below a secret max is outbid at once, by a step', () => {
    const room = new Room();
    room.max('A', 150);
    const matched = room.max('P', 100, HOLDER);
    expect(room.standing()).toBe('110 A');
    expect(matched.line).toMatchObject({
      hasPriority: true,
      outcome: 'outbid',
      publicAmountMinor: minor(100),
    });
    room.exact('P', 150, HOLDER);
    expect(room.standing()).toBe('150 P');
  });

  it('[PRI1] between two who have it, it is none', () => {
    const room = new Room();
    room.exact('P', 100, HOLDER);
    expect(refusalOf(room.exact('Q', 100, HOLDER))).toMatchObject({ leastMinor: minor(110) });
    room.max('P', 150, HOLDER);
    room.max('Q', 150, HOLDER);
    expect(room.standing()).toBe('150 P');
  });

  it('[PRI1, PRX4] as the leader they may only raise, like anybody', () => {
    const room = new Room();
    room.max('P', 150, HOLDER);
    expect(refusalOf(room.max('P', 150, HOLDER))).toMatchObject({ kind: 'raise-too-low' });
    expect(room.ask()).toBe(110);
  });

  it('[PRI1, REV1] downwards the lowest offer is matched', () => {
    const selling = { belowReserve: 'steps' } as const;
    const room = new Room({ format: 'reverse', startMinor: minor(1000), selling });
    room.exact('A', 900);
    room.exact('P', 900, HOLDER);
    expect(room.standing()).toBe('900 P');
  });

  it('[PRI1, RET1] played again, a bid has the right it had, whatever its bidder has now', () => {
    const room = new Room();
    room.exact('A', 100);
    room.exact('P', 100, HOLDER);
    room.cancel(room.exact('B', 200));
    expect(room.standing()).toBe('100 P');
  });
});
