import { describe, expect, it } from 'vitest';
import { AMOUNT_MAX_MINOR } from '../../shared/money';
import { EBAY_US } from '../terms/ladder';
import { factsOf, minor, Room, refusalOf } from '../testing/room';

/** A room where A has bid 100 with a max of 150 (the state of P2–P5). */
function roomOfP2(): Room {
  const room = new Room();
  room.max('A', 150);
  expect(room.standing()).toBe('100 A');
  return room;
}

describe('first bids and the ask', () => {
  it('[PRX1] P1: a first max of 130 opens at the start', () => {
    const room = new Room();
    room.max('A', 130);
    expect(room.standing()).toBe('100 A');
  });

  it('[PRX1, RES2] P1 with a reserve of 120 opens at the reserve', () => {
    const room = new Room({ reserveMinor: minor(120) });
    room.max('A', 130);
    expect(room.standing()).toBe('120 A');
  });

  it('[PRX1] a first bid at the start suffices, a minor unit below does not', () => {
    const room = new Room();
    expect(refusalOf(room.max('A', 99.99))).toMatchObject({
      kind: 'below-ask',
      rule: 'PRX1',
      askMinor: minor(100),
      leastMinor: minor(100),
    });
    room.max('A', 100);
    expect(room.standing()).toBe('100 A');
  });

  it('[PRX1] P2: a challenger below the ask is refused with the ask; at the ask it is taken', () => {
    const room = roomOfP2();
    expect(refusalOf(room.max('B', 109))).toMatchObject({
      kind: 'below-ask',
      askMinor: minor(110),
    });
    expect(room.standing()).toBe('100 A');
    room.max('B', 110);
    expect(room.standing()).toBe('120 A');
  });
});

describe('max bids', () => {
  it.each([
    ['P2', 120, '130 A'],
    ['P3', 145, '150 A'],
    ['P4', 150, '150 A'],
    ['P5', 155, '155 B'],
    ['P5', 200, '160 B'],
  ])('[PRX2, PRX3] %s: A has 150, B bids %s: %s', (_id, amount, expected) => {
    const room = roomOfP2();
    room.max('B', amount);
    expect(room.standing()).toBe(expected);
  });

  it('[PRX2, PRX6] P6: 15.02 beats a max of 15.00 by less than a step', () => {
    const room = new Room({ ladder: EBAY_US, startMinor: minor(9) });
    room.max('B', 15);
    expect(room.standing()).toBe('9 B');
    room.max('A', 15.02);
    expect(room.standing()).toBe('15.02 A');
  });

  it('[PRX3] an equal max never displaces the leader, and ends at that amount', () => {
    const room = new Room({ startMinor: minor(70) });
    room.max('A', 100);
    room.max('B', 100);
    expect(room.standing()).toBe('100 A');
  });

  it('[PRX2] P8: 100 and then 300 on a start of 70 is 110, to the 300', () => {
    const room = new Room({ startMinor: minor(70) });
    room.max('A', 100);
    room.max('B', 300);
    expect(room.standing()).toBe('110 B');
  });

  it('[INC] the step is looked up at the losing max: 99.50 against 200 is 100.50', () => {
    const room = new Room({ ladder: EBAY_US, startMinor: minor(10) });
    room.max('A', 99.5);
    room.max('B', 200);
    expect(room.standing()).toBe('100.5 B');
  });

  it('[INC] the ask crosses a band with the step of the price', () => {
    const room = new Room({ ladder: EBAY_US, startMinor: minor(99.5) });
    room.exact('A', 99.5);
    expect(room.ask()).toBe(100.5);
  });

  it('[PRX8] lane order decides: the same two bids, either way round', () => {
    const room = () => {
      const made = new Room({ ladder: EBAY_US, startMinor: minor(120) });
      made.max('A', 130);
      return made;
    };
    const first = room();
    first.max('B', 135);
    expect(first.standing()).toBe('132.5 B');
    expect(refusalOf(first.max('A', 134))).toMatchObject({ askMinor: minor(135) });
    const second = room();
    second.max('A', 134);
    second.max('B', 135);
    expect(second.standing()).toBe('135 B');
  });

  it('[PRX5] a max off the ladder is kept as given', () => {
    const room = new Room({ ladder: EBAY_US });
    room.max('A', 127.3);
    expect(room.state.book.leader?.maxMinor).toBe(minor(127.3));
  });

  it('[PRX5] or rounded down before anything else, where the sale says so', () => {
    const room = new Room({ ladder: EBAY_US, offLadder: 'round-down' });
    room.max('A', 127.3);
    expect(room.state.book.leader?.maxMinor).toBe(minor(125));
    expect(refusalOf(room.max('B', 102.49))).toMatchObject({ leastMinor: minor(102.5) });
    expect(refusalOf(room.max('A', 127.49))).toMatchObject({
      kind: 'raise-too-low',
      leastMinor: minor(127.5),
    });
    expect(factsOf(room.exact('B', 126.01))[0]).toMatchObject({ maxMinor: minor(126.01) });
  });

  it('[PRX1, MNY1] at the very top no amount is left to bid', () => {
    const room = new Room();
    room.bid('exact', 'A', AMOUNT_MAX_MINOR);
    const refused = refusalOf(room.bid('max', 'B', AMOUNT_MAX_MINOR));
    expect(refused.kind).toBe('below-ask');
    expect(refused.leastMinor).toBeUndefined();
  });
});

describe('raises', () => {
  it('[PRX4] P7: the leader raises 1000 to 1200 and nothing public changes', () => {
    const room = new Room({ softClose: { windowMs: 9e6, extensionMs: 9e6, mode: 'any' } });
    room.max('A', 1000);
    const before = room.state;
    const [fact] = factsOf(room.max('A', 1200, { received: '11:59:00' }));
    expect(fact).toMatchObject({ kind: 'bidAccepted', outcome: 'raised', public: false });
    expect(room.state).toMatchObject({
      book: { priceMinor: before.book.priceMinor },
      version: before.version,
      bidCount: before.bidCount,
      closesAtMs: before.closesAtMs,
    });
    expect(room.state.book.leader?.maxMinor).toBe(minor(1200));
  });

  it('[PRX4] a raise may be below the ask: 44.99 to 45.00', () => {
    const room = new Room({ ladder: EBAY_US, startMinor: minor(44.99) });
    room.max('A', 44.99);
    room.max('A', 45);
    expect(room.standing()).toBe('44.99 A');
    expect(room.state.book.leader?.maxMinor).toBe(minor(45));
  });

  it.each([150, 149, 110])('[PRX4] a leader at 150 cannot bid %s; 150.01 would do', (amount) => {
    const room = roomOfP2();
    expect(refusalOf(room.max('A', amount))).toMatchObject({
      kind: 'raise-too-low',
      rule: 'PRX4',
      leastMinor: minor(150.01),
    });
    room.max('A', 150.01);
    expect(room.state.book.leader?.maxMinor).toBe(minor(150.01));
  });

  it('[PRX4] a raised max still beats the next challenger', () => {
    const room = roomOfP2();
    room.max('A', 300);
    room.max('B', 200);
    expect(room.standing()).toBe('210 A');
  });
});

describe('exact bids', () => {
  it.each([
    [130, '140 A'],
    [200, '200 B'],
    [150, '150 A'],
  ])('[PRX7] in P2’s state an exact %s makes it %s', (amount, expected) => {
    const room = roomOfP2();
    room.exact('B', amount);
    expect(room.standing()).toBe(expected);
  });

  it('[PRX7] a first exact bid stands at its amount', () => {
    const room = new Room();
    room.exact('A', 170);
    expect(room.standing()).toBe('170 A');
  });

  it('[PRX7] is refused from the leader, who may raise a max instead', () => {
    const room = roomOfP2();
    expect(refusalOf(room.exact('A', 500))).toMatchObject({
      kind: 'leader-exact',
      rule: 'PRX7',
      leastMinor: minor(150.01),
    });
  });
});

describe('bids on an ask that has moved', () => {
  it('[STL1] accept: is taken if it still meets the ask', () => {
    const room = new Room();
    room.exact('A', 100);
    room.exact('B', 120, { seenAsk: 100 });
    expect(room.standing()).toBe('120 B');
  });

  it('[STL1] confirm: an exact bid is refused with the new ask, enough or not', () => {
    const room = new Room({ staleBid: 'confirm' });
    room.exact('A', 100, { seenAsk: 100 });
    for (const amount of [100, 120]) {
      expect(refusalOf(room.exact('B', amount, { seenAsk: 100 }))).toMatchObject({
        kind: 'ask-moved',
        rule: 'STL1',
        askMinor: minor(110),
      });
    }
    expect(refusalOf(room.exact('B', 120, { seenAsk: 115 }))).toMatchObject({ kind: 'ask-moved' });
  });

  it('[STL1] confirm: a max bid and an unmoved ask are not held up', () => {
    const room = new Room({ staleBid: 'confirm' });
    room.exact('A', 100, { seenAsk: 100 });
    room.max('B', 120, { seenAsk: 100 });
    room.max('C', 150);
    expect(room.standing()).toBe('130 C');
  });

  it('[STL1] confirm: an exact bid that names no ask confirms nothing and is refused with the ask', () => {
    const room = new Room({ staleBid: 'confirm' });
    expect(refusalOf(room.exact('A', 100))).toMatchObject({
      kind: 'ask-not-named',
      rule: 'STL1',
      askMinor: minor(100),
    });
    room.exact('A', 100, { seenAsk: 100 });
    expect(refusalOf(room.exact('B', 500))).toMatchObject({ kind: 'ask-not-named' });
    expect(room.standing()).toBe('100 A');
  });

  it('[STL1] accept: an exact bid need not name an ask', () => {
    const room = new Room();
    room.exact('A', 100);
    expect(room.standing()).toBe('100 A');
  });
});
