import { describe, expect, it } from 'vitest';
import { factsOf, minor, refusalOf } from '../testing/room';
import { Saleroom } from '../testing/saleroom';

describe('ties of floor and afar', () => {
  const tied = (tie: 'first' | 'floor') => {
    const room = new Saleroom({ selling: { tie } });
    room.exact('A', 500);
    return room;
  };

  it('[LIV2] first: online 500, floor 500: refused', () => {
    const room = tied('first');
    expect(refusalOf(room.floor('B', 500))).toMatchObject({
      kind: 'below-ask',
      leastMinor: minor(510),
    });
    expect(room.lead()).toBe('500 A');
  });

  it('[LIV2] floor: online 500, floor 500: floor leads at 500', () => {
    for (const who of ['B', null]) {
      const room = tied('floor');
      const { version } = room.state;
      expect(factsOf(room.floor(who, 500))).toMatchObject([{ displacedRegistrationId: 901 }]);
      expect(room.lead()).toBe(who ? '500 B on the floor' : '500 room');
      expect(room.state.version).toBe(version + 1);
    }
  });

  it('[LIV2] floor: a limit that is equal loses to the floor, one that is higher answers', () => {
    const room = new Saleroom({ selling: { tie: 'floor' } });
    room.max('A', 500);
    room.floor('B', 150);
    expect(room.lead()).toBe('160 A');
    room.floor('B', 160);
    expect(room.lead()).toBe('170 A');
    room.floor('B', 500);
    expect(room.lead()).toBe('500 B on the floor');
    const first = new Saleroom();
    first.max('A', 500);
    first.floor('B', 500);
    expect(first.lead()).toBe('500 A');
  });

  it('[LIV2] floor: never before the floor itself, nor before oneself, nor below the price', () => {
    const room = tied('floor');
    expect(refusalOf(room.floor('B', 499.99))).toMatchObject({ leastMinor: minor(500) });
    expect(refusalOf(room.floor('A', 500))).toMatchObject({ kind: 'leader-exact' });
    room.floor('B', 500);
    expect(refusalOf(room.floor(null, 500))).toMatchObject({ leastMinor: minor(510) });
    expect(refusalOf(room.exact('A', 500))).toMatchObject({ kind: 'below-ask' });
  });
});
