import { describe, expect, it } from 'vitest';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import { PLAIN_ENGLISH } from '../state';
import { EBAY_US } from '../terms/ladder';
import { factsOf, kindsOf, minor, Room, refusalOf } from '../testing/room';

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

const IN_FULL = { ...PLAIN_ENGLISH, belowReserve: 'in-full' } as const;

describe('a max below the reserve', () => {
  it('[RES3] R1: 1500 counts in full, 15,000 goes to the reserve of 10,000, an equal max to itself', () => {
    const room = new Room({
      selling: IN_FULL,
      startMinor: minor(1000),
      reserveMinor: minor(10_000),
    });
    room.max('E', 1500);
    expect([room.standing(), room.reserve()]).toEqual(['1500 E', 'not-met']);
    expect(kindsOf(room.max('P', 15_000))).toEqual(['bidAccepted', 'reserveMet']);
    expect([room.standing(), room.reserve()]).toEqual(['10000 P', 'met']);
    room.max('Q', 15_000);
    expect(room.standing()).toBe('15000 P');
  });

  it('[RES3] R2: in full 400 is 400, and the raise to 450 is 450, in public; in steps it is 100', () => {
    const room = new Room({ selling: IN_FULL, reserveMinor: minor(500) });
    room.max('A', 400);
    expect(room.standing()).toBe('400 A');
    const { version, bidCount } = room.state;
    expect(factsOf(room.max('A', 450))[0]).toMatchObject({ outcome: 'raised', public: true });
    expect(room.standing()).toBe('450 A');
    expect(room.state).toMatchObject({ version: version + 1, bidCount: bidCount + 1 });
    const inSteps = new Room({ reserveMinor: minor(500) });
    inSteps.max('A', 400);
    expect(inSteps.standing()).toBe('100 A');
  });

  it('[RES3] R3: once the reserve is met the steps are normal, in full or not', () => {
    const terms = { ladder: EBAY_US, reserveMinor: minor(10_000), startMinor: minor(1000) };
    for (const selling of [PLAIN_ENGLISH, IN_FULL]) {
      const room = new Room({ ...terms, selling });
      room.max('P', 10_000);
      room.max('Q', 15_000);
      expect(room.standing()).toBe('10100 Q');
    }
  });

  it('[RES3] means nothing without a reserve', () => {
    const room = new Room({ selling: IN_FULL });
    room.max('A', 400);
    expect(room.standing()).toBe('100 A');
  });

  it('[RES3, REV1] downwards a floor above the reserve counts in full', () => {
    const room = new Room({
      format: 'reverse',
      selling: { belowReserve: 'in-full' },
      startMinor: minor(1000),
      reserveMinor: minor(500),
    });
    room.max('A', 700);
    expect([room.standing(), room.reserve()]).toEqual(['700 A', 'not-met']);
    room.max('B', 400);
    expect([room.standing(), room.reserve()]).toEqual(['500 B', 'met']);
  });

  it.each([
    ['in full', IN_FULL, '300 A'],
    ['in steps', PLAIN_ENGLISH, '70 A'],
  ] as const)('[RES6] a lone absentee of 300 below a reserve of 500, %s, opens at %s', (...row) => {
    const [, selling, expected] = row;
    const terms = { selling, startMinor: minor(70), reserveMinor: minor(500) };
    const room = new Room(terms, 'scheduled');
    room.leave('A', 300);
    room.open();
    expect([room.standing(), room.reserve()]).toEqual([expected, 'not-met']);
  });
});

describe('a reserve that is lowered', () => {
  const roomAt100 = () => {
    const room = new Room({ reserveMinor: minor(500) });
    room.max('A', 400);
    expect(room.standing()).toBe('100 A');
    return room;
  };

  it('[RES5] to 350 leaves price 100 and cuts the max of 400 to 349.99; confirmed it is 350 and met', () => {
    const room = roomAt100();
    const before = room.state;
    const lowered = room.reserveTo(350);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'not-met']);
    expect(room.state.book.leader?.maxMinor).toBe(minor(349.99));
    expect(room.state.version).toBe(before.version);
    expect(concernedBy(factsOf(lowered), before)).toEqual([901]);
    expect(kindsOf(room.max('A', 350))).toEqual(['bidAccepted', 'reserveMet']);
    expect([room.standing(), room.reserve()]).toEqual(['350 A', 'met']);
  });

  it('[RES5] step by step never finds a secret max', () => {
    const room = roomAt100();
    for (let reserve = 450; reserve > 100; reserve -= 50) {
      room.reserveTo(reserve);
      expect([room.standing(), room.reserve()]).toEqual(['100 A', 'not-met']);
    }
    room.max('B', 600);
    expect(room.standing()).toBe('159.99 B');
  });

  it('[RES5] to the price or below is met at once, in public, and nobody’s max is cut', () => {
    const room = roomAt100();
    const { version } = room.state;
    const lowered = room.reserveTo(100);
    expect(kindsOf(lowered)).toEqual(['termsSet', 'reserveMet']);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'met']);
    expect(room.state).toMatchObject({ version: version + 1, bidCount: 1 });
    expect(room.state.book.leader?.maxMinor).toBe(minor(400));
  });

  it('[RES5] above the leader’s max it changes nothing else', () => {
    const room = roomAt100();
    const { book, version } = room.state;
    expect(concernedBy(factsOf(room.reserveTo(400.01)), room.state)).toEqual([]);
    expect(room.state).toMatchObject({ book, version, reserveMinor: minor(400.01) });
  });

  it('[RES5, RES3] where maxima count in full the price is the max already, and so it is met', () => {
    const room = new Room({ selling: IN_FULL, reserveMinor: minor(500) });
    room.max('A', 400);
    room.reserveTo(350);
    expect([room.standing(), room.reserve()]).toEqual(['400 A', 'met']);
  });

  it('[RES4] taken away, the lot is without one: pages see it, and it sells at the price', () => {
    const room = roomAt100();
    const { version } = room.state;
    expect(kindsOf(room.reserveTo(null))).toEqual(['termsSet']);
    expect([room.reserve(), room.state.version]).toEqual(['none', version + 1]);
    expect(room.state.book.leader?.maxMinor).toBe(minor(400));
    expect(kindsOf(room.run({ kind: 'closeLot', by: 'clerk' }, room.state.opensAtMs))).toEqual([
      'sold',
    ]);
  });

  it.each([500.01, 1e11])('[RES4] after the first bid %s is no lower reserve', (amount) => {
    const room = roomAt100();
    const { state } = room;
    expect(refusalOf(room.reserveTo(amount))).toMatchObject({
      kind: 'term-fixed',
      fixed: [{ field: 'reserveMinor', rule: 'RES4', allowed: { from: 'bid', way: 'eased' } }],
    });
    expect(refusalOf(room.reserveTo(0))).toMatchObject({ kind: 'bad-terms' });
    expect(room.state).toEqual(state);
  });

  it('[RES4] nor is one where there was none; before the first bid there may be any', () => {
    const room = new Room();
    room.reserveTo(300);
    room.reserveTo(500);
    expect(room.reserve()).toBe('not-met');
    room.reserveTo(null);
    room.max('A', 150);
    expect(refusalOf(room.reserveTo(120))).toMatchObject({ kind: 'term-fixed' });
    expect(factsOf(room.reserveTo(null))).toEqual([]);
  });

  it('[RES4, REV1] downwards it may only rise, and cuts a floor to one minor unit above it', () => {
    const terms = { startMinor: minor(1000), reserveMinor: minor(500) };
    const room = new Room({ format: 'reverse', selling: { belowReserve: 'steps' }, ...terms });
    room.max('A', 600);
    expect(refusalOf(room.reserveTo(499))).toMatchObject({ kind: 'term-fixed' });
    room.reserveTo(700);
    expect([room.standing(), room.reserve()]).toEqual(['1000 A', 'not-met']);
    expect(room.state.book.leader?.maxMinor).toBe(minor(700.01));
  });

  it('[RES4, LED1] leaves a line that commits to the amount, or to nothing where it was taken away', () => {
    const room = roomAt100();
    const line = { kind: 'termsSet', by: 'auctioneer', act: { changed: ['reserveMinor'] } };
    expect(room.reserveTo(350).line).toMatchObject({
      ...line,
      secrets: { reserve: minor(350) },
      terms: { hasReserve: true },
      priceMinor: minor(100),
    });
    const gone = room.reserveTo(null).line;
    expect(gone).toMatchObject({ ...line, secrets: {}, terms: { hasReserve: false } });
  });

  it('[RES5, PRX5, RET1] nor is what it left moved to the ladder a second time', () => {
    const room = new Room({ reserveMinor: minor(500), offLadder: 'round-down' });
    room.max('A', 150);
    const rival = room.exact('D', 110);
    room.reserveTo(140);
    room.exact('C', 135);
    expect(room.standing()).toBe('139.99 A');
    room.cancel(rival);
    expect(room.standing()).toBe('139.99 A');
  });

  it('[RES5, RET1] a cancelled bid does not bring back what a lower reserve cut', () => {
    const room = roomAt100();
    room.reserveTo(350);
    const bid = room.max('B', 200);
    expect(room.standing()).toBe('210 A');
    room.cancel(bid);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'not-met']);
    expect(room.state.book.leader?.maxMinor).toBe(minor(349.99));
    const met = room.max('C', 600);
    expect(room.standing()).toBe('359.99 C');
    room.cancel(met);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'not-met']);
  });
});
