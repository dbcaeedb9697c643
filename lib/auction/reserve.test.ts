import { describe, expect, it } from 'vitest';
import { EBAY_US } from './ladder';
import { publicLot } from './public-lot';
import { factsOf, kindsOf, minor, Room } from './testing/room';

describe('the reserve', () => {
  it('[RES1] shows as none, not met, met, and is met at equality', () => {
    expect(new Room().reserve()).toBe('none');
    const room = new Room({ reserveMinor: minor(120) });
    expect(room.reserve()).toBe('not-met');
    room.exact('A', 119.99);
    expect(room.reserve()).toBe('not-met');
    const met = new Room({ reserveMinor: minor(120) });
    met.exact('A', 120);
    expect(met.reserve()).toBe('met');
  });

  it('[RES1] never stands in the public body', () => {
    const room = new Room({ reserveMinor: 123_457 });
    room.max('A', 765.43);
    const text = JSON.stringify(publicLot(room.state));
    expect(text).not.toContain('123457');
    expect(text).not.toContain('76543');
    expect(text).not.toContain('user-A');
  });

  it('[RES2] a leader who would go to the reserve is taken to it, and no further', () => {
    const room = new Room({ reserveMinor: minor(400) });
    room.max('A', 350);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'not-met']);
    expect(kindsOf(room.max('B', 600))).toEqual(['bidAccepted', 'reserveMet']);
    expect([room.standing(), room.reserve()]).toEqual(['400 B', 'met']);
    expect(kindsOf(room.max('C', 450))).toEqual(['bidAccepted']);
    expect(room.standing()).toBe('460 B');
  });

  it('[RES2] a raise that reaches the reserve moves the price to it: a public change', () => {
    const room = new Room({ reserveMinor: minor(500) });
    room.max('A', 400);
    const { version, bidCount } = room.state;
    const raise = room.max('A', 500);
    expect(factsOf(raise)[0]).toMatchObject({ outcome: 'raised', public: true });
    expect([room.standing(), room.reserve()]).toEqual(['500 A', 'met']);
    expect(room.state).toMatchObject({ version: version + 1, bidCount: bidCount + 1 });
  });

  it('[RES2] R2 with normal steps: start 100, reserve 500, max 400 stays at 100', () => {
    const room = new Room({ reserveMinor: minor(500) });
    room.max('A', 400);
    expect(room.standing()).toBe('100 A');
    room.max('A', 450);
    expect(room.standing()).toBe('100 A');
  });

  it('[RES2] a lone bid of 300 below a reserve of 500 opens at the start, not met', () => {
    const room = new Room({ startMinor: minor(70), reserveMinor: minor(500) });
    room.max('A', 300);
    expect([room.standing(), room.reserve()]).toEqual(['70 A', 'not-met']);
  });

  it('[RES2] R3: reserve, price and leader’s max 10,000, a max of 15,000 makes it 10,100', () => {
    const room = new Room({
      ladder: EBAY_US,
      reserveMinor: minor(10_000),
      startMinor: minor(1000),
    });
    room.max('P', 10_000);
    expect([room.standing(), room.reserve()]).toEqual(['10000 P', 'met']);
    room.max('Q', 15_000);
    expect(room.standing()).toBe('10100 Q');
  });

  it('[RES2] a reserve below the start changes nothing', () => {
    const room = new Room({ reserveMinor: minor(50) });
    room.max('A', 200);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'met']);
  });
});
