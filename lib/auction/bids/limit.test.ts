import { describe, expect, it } from 'vitest';
import { formatOf } from '../formats/formats';
import { type Bidder, PLAIN_ENGLISH } from '../state';
import { OfferRoom, offerLot } from '../testing/offer-room';
import { kindsOf, minor, Room, refusalOf } from '../testing/room';

/** A limit, and what is led or won in other lots. */
const limit = (most: number, elsewhere: number): { as: Partial<Bidder> } => ({
  as: { limitMinor: minor(most), elsewhereMinor: minor(elsewhere) },
});

describe('a bid limit', () => {
  it('[REG2] limit 1000, leading at 600: a bid of 500 is refused, of 400 accepted', () => {
    const room = new Room();
    const refused = room.max('A', 500, limit(1000, 600));
    expect(refusalOf(refused)).toEqual({
      kind: 'over-limit',
      rule: 'REG2',
      askMinor: minor(100),
      mostMinor: minor(400),
    });
    expect(refused.line).toMatchObject({ kind: 'bid', code: 'over-limit' });
    expect(kindsOf(room.max('A', 400, limit(1000, 600)))).toEqual(['bidAccepted']);
  });

  it('[REG5] a raise counts its difference: of 1000, with 600 elsewhere and 300 here, to 400', () => {
    const room = new Room();
    room.max('A', 300, limit(1000, 600));
    expect(refusalOf(room.max('A', 400.01, limit(1000, 600)))).toMatchObject({
      kind: 'over-limit',
      mostMinor: minor(400),
    });
    room.max('A', 400, limit(1000, 600));
    expect(room.state.book.leader?.maxMinor).toBe(minor(400));
    expect(refusalOf(room.max('A', 401, limit(1000, 600))).mostMinor).toBeUndefined();
  });

  it('[REG2] counts a bid in full even if it would be outbid at once', () => {
    const room = new Room();
    room.max('A', 5000);
    expect(refusalOf(room.max('B', 900, limit(500, 0)))).toMatchObject({ kind: 'over-limit' });
    expect(room.standing()).toBe('100 A');
  });

  it('[REG2, LED3] names no amount that the limit would refuse in turn', () => {
    const room = new Room();
    room.exact('A', 100);
    expect(refusalOf(room.max('B', 105, limit(109, 0)))).toEqual({
      kind: 'below-ask',
      rule: 'PRX1',
      askMinor: minor(110),
    });
    expect(refusalOf(room.max('B', 110, limit(109, 0))).mostMinor).toBeUndefined();
    expect(refusalOf(room.max('B', 105, limit(110, 0)))).toMatchObject({ leastMinor: minor(110) });
  });

  it('[REG2, PRX5] counts what is left of a max that is rounded down', () => {
    const room = new Room({ offLadder: 'round-down' });
    expect(kindsOf(room.max('A', 127.3, limit(120, 0)))).toEqual(['bidAccepted']);
    expect(room.state.book.leader?.maxMinor).toBe(minor(120));
  });

  it('[REG2, LED3, MUL1] names of several units the most for each', () => {
    const selling = { units: 10 };
    const room = new OfferRoom(offerLot({ format: 'multi-unit', selling }));
    const three = { units: 3, as: { limitMinor: minor(1000) } };
    expect(refusalOf(room.offer('A', 400, three))).toMatchObject({
      kind: 'over-limit',
      mostMinor: minor(333.33),
    });
    expect(room.offer('A', 333.33, three).outcome.ok).toBe(true);
  });

  it('[REG2] is asked under the lock for every bid: whoever led more elsewhere since has less', () => {
    const room = new Room();
    room.max('A', 300, limit(1000, 0));
    expect(refusalOf(room.max('A', 400, limit(1000, 700)))).toMatchObject({ rule: 'REG2' });
    expect(refusalOf(room.max('A', 400, limit(1000, 1200)))).toMatchObject({ rule: 'REG2' });
  });

  it('[REG2, BUY1] holds for a purchase', () => {
    const selling = { ...PLAIN_ENGLISH, buyNowMinor: minor(500) };
    const room = new Room({ selling });
    const refused = room.buy('A', 500, limit(1000, 501));
    expect(refusalOf(refused)).toEqual({ kind: 'over-limit', rule: 'REG2' });
    expect(kindsOf(room.buy('A', 500, limit(1000, 500)))).toContain('sold');
  });

  it('[REG2] a leading max binds its amount until it is outbid', () => {
    const room = new Room();
    const bound = () =>
      formatOf(room.state)
        .stakes(room.state)
        .map((one) => one.amountMinor);
    expect(bound()).toEqual([]);
    room.max('A', 300);
    expect(bound()).toEqual([minor(300)]);
    room.max('B', 400);
    expect(formatOf(room.state).stakes(room.state)).toMatchObject([
      { registrationId: 902, amountMinor: minor(400) },
    ]);
  });

  it('[REG2, REV1] who offers downwards is paid, and binds nothing', () => {
    const selling = { belowReserve: 'steps' } as const;
    const room = new Room({ format: 'reverse', startMinor: minor(1000), selling });
    expect(kindsOf(room.max('A', 800, limit(100, 100)))).toEqual(['bidAccepted']);
    expect(formatOf(room.state).stakes(room.state)).toMatchObject([{ amountMinor: 0 }]);
  });
});

describe('a deposit', () => {
  it('[REG4] that is asked for and not held: no bid, no purchase, and no line', () => {
    const selling = { ...PLAIN_ENGLISH, buyNowMinor: minor(500) };
    const room = new Room({ selling });
    const missing = { as: { isDepositHeld: false } };
    for (const refused of [room.max('A', 150, missing), room.buy('A', 500, missing)]) {
      expect(refusalOf(refused)).toEqual({ kind: 'deposit-missing', rule: 'REG4' });
      expect(refused.line).toBeNull();
    }
    expect(kindsOf(room.max('A', 150))).toEqual(['bidAccepted']);
  });
});
