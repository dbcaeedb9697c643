import { describe, expect, it } from 'vitest';
import { EBAY_US } from '../terms/ladder';
import { factsOf, kindsOf, minor, Room, refusalOf } from '../testing/room';

const reverse = (start: number, more: ConstructorParameters<typeof Room>[0] = {}) =>
  new Room({ format: 'reverse', startMinor: minor(start), ...more });
const HUNDREDS = [{ fromMinor: 0, stepMinor: minor(100) }];

describe('a reverse lot', () => {
  it('[REV1] V1: you are asked 3500 and would go to 3000: at 3400 you are at 3300', () => {
    const room = reverse(3500, { ladder: HUNDREDS });
    room.max('A', 3000);
    expect(room.standing()).toBe('3500 A');
    room.max('B', 3400);
    expect(room.standing()).toBe('3300 A');
  });

  it('[REV1] V1: at an equal floor the earlier leads', () => {
    const room = reverse(3500, { ladder: HUNDREDS });
    room.max('A', 3000);
    room.max('B', 3000);
    expect(room.standing()).toBe('3000 A');
  });

  it('[REV1] V3: exact 150, 145 and 140: 140 leads', () => {
    const room = reverse(200, { ladder: [{ fromMinor: 0, stepMinor: minor(5) }] });
    room.exact('A', 150);
    room.exact('B', 145);
    room.exact('C', 140);
    expect(room.standing()).toBe('140 C');
  });

  it('[REV1, INC] the step is that of the band that holds the price: 100 → 97.50', () => {
    const room = reverse(100, { ladder: EBAY_US });
    room.exact('A', 100);
    expect(room.ask()).toBe(97.5);
    expect(refusalOf(room.exact('B', 97.51))).toMatchObject({
      kind: 'below-ask',
      leastMinor: minor(97.5),
    });
  });

  it('[REV1, RES2] the reserve is the highest price that will do, and who would go there is taken there', () => {
    const room = reverse(1000, { reserveMinor: minor(700) });
    room.max('A', 800);
    expect(room.reserve()).toBe('not-met');
    expect(kindsOf(room.max('B', 600))).toEqual(['bidAccepted', 'reserveMet']);
    expect(room.standing()).toBe('700 B');
  });

  it('[REV1, PRX4] the leader may only lower their floor', () => {
    const room = reverse(1000);
    room.max('A', 800);
    expect(refusalOf(room.max('A', 800))).toMatchObject({ leastMinor: minor(799.99) });
    expect(factsOf(room.max('A', 700))[0]).toMatchObject({ outcome: 'raised', public: false });
  });

  it('[REV1, MNY1] where no price is left below, nothing is asked for', () => {
    const room = reverse(5);
    room.exact('A', 5);
    expect(room.ask()).toBeNaN();
    expect(refusalOf(room.exact('B', 1)).leastMinor).toBeUndefined();
  });

  it('[REV1, PRX5] a floor off the ladder goes up to the rung before it', () => {
    const room = reverse(1000, { offLadder: 'round-down' });
    room.max('A', 803);
    expect(room.state.book.leader?.maxMinor).toBe(minor(810));
  });
});
