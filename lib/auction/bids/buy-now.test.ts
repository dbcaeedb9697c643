import { describe, expect, it } from 'vitest';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import { type LotTermsOf, PLAIN_ENGLISH } from '../state';
import { termsProblems } from '../terms/terms';
import { clock, factsOf, kindsOf, minor, Room, refusalOf, TEST_TERMS } from '../testing/room';

type English = Partial<LotTermsOf<'english'>>;

const offered = (amount: number, terms: English = {}): English => ({
  startMinor: minor(50),
  selling: { ...PLAIN_ENGLISH, buyNowMinor: minor(amount) },
  ...terms,
});
const offerOf = (room: Room) => publicLot(room.state).buyNowMinor;

describe('buying at once', () => {
  it('[BUY1] buy 200, start 50: a max of 250 first makes 50, and the offer is gone', () => {
    const room = new Room(offered(200));
    expect(offerOf(room)).toBe(minor(200));
    room.max('A', 250);
    expect([room.standing(), offerOf(room)]).toEqual(['50 A', undefined]);
    expect(refusalOf(room.buy('B', 200))).toEqual({
      kind: 'not-on-offer',
      rule: 'BUY1',
      askMinor: minor(60),
    });
  });

  it('[BUY1, CLS4] ends the lot at once, sold to the buyer at the price on offer', () => {
    const room = new Room(offered(200));
    const { version } = room.state;
    const bought = room.buy('A', 200, { received: '10:00:01' });
    expect(kindsOf(bought)).toEqual(['bidAccepted', 'sold']);
    expect(publicLot(room.state)).toMatchObject({
      state: 'sold',
      priceMinor: minor(200),
      leaderPaddle: 1,
      askMinor: null,
      version: version + 1,
    });
    expect(offerOf(room)).toBeUndefined();
    expect(room.state.endedBy).toBe('bidder');
    expect(bought.line).toMatchObject({
      kind: 'sold',
      by: 'bidder',
      paddle: 1,
      publicAmountMinor: minor(200),
      secrets: {},
      sales: [{ paddle: 1, units: 1, priceMinor: minor(200) }],
    });
  });

  it('[BUY1, PRX8] of two who race the lane’s first has it, whatever the times say', () => {
    const room = new Room(offered(200));
    room.buy('A', 200, { received: '10:00:00.500', decided: '10:00:01' });
    expect(refusalOf(room.buy('B', 200, { received: '10:00:00' }))).toMatchObject({
      kind: 'lot-not-open',
      phase: 'sold',
    });
    expect(refusalOf(room.max('C', 900, { received: '10:00:00' }))).toMatchObject({
      kind: 'lot-not-open',
    });
    expect(room.standing()).toBe('200 A');
  });

  it('[BUY1] with a reserve it is on offer until that is met', () => {
    const room = new Room(offered(200, { reserveMinor: minor(150) }));
    room.max('A', 100);
    expect([room.standing(), offerOf(room)]).toEqual(['50 A', minor(200)]);
    const before = room.state;
    const bought = room.buy('B', 200);
    expect(kindsOf(bought)).toEqual(['bidAccepted', 'reserveMet', 'sold']);
    expect(concernedBy(factsOf(bought), before)).toEqual(expect.arrayContaining([902, 901]));
    expect(publicLot(room.state)).toMatchObject({ reserve: 'met', leaderPaddle: 2 });
    const met = new Room(offered(200, { reserveMinor: minor(150) }));
    met.max('A', 160);
    expect([met.reserve(), offerOf(met)]).toEqual(['met', undefined]);
    expect(refusalOf(met.buy('B', 200))).toMatchObject({ kind: 'not-on-offer' });
  });

  it('[BUY1, RES5] a reserve lowered to the price ends the offer; one taken away after a bid, too', () => {
    for (const reserve of [50, null]) {
      const room = new Room(offered(200, { reserveMinor: minor(150) }));
      room.max('A', 100);
      room.reserveTo(reserve);
      expect(offerOf(room)).toBeUndefined();
    }
  });

  it('[BUY1, LED3] the buyer names the price they saw: another is refused with the one on offer', () => {
    const room = new Room(offered(200));
    for (const amount of [199.99, 200.01]) {
      const refused = room.buy('A', amount);
      expect(refusalOf(refused)).toMatchObject({ kind: 'not-on-offer', leastMinor: minor(200) });
      expect(refused.line).toMatchObject({ kind: 'buyNow', code: 'not-on-offer', sales: null });
    }
    expect(room.state.phase).toBe('open');
  });

  it('[BUY1, REG1, REG3, CLS1] who may not bid may not buy, nor may anybody after the close', () => {
    const room = new Room(offered(200));
    expect(refusalOf(room.buy('A', 200, { status: 'suspended' }))).toMatchObject({ rule: 'REG1' });
    expect(refusalOf(room.buy('A', 200, { isHouse: true }))).toMatchObject({ rule: 'REG3' });
    const late = room.buy('A', 200, { received: '12:00:00' });
    expect(refusalOf(late)).toMatchObject({ rule: 'CLS1' });
    const undecided = room.buy('A', 200, { received: '11:59:59', decided: '12:00:00.501' });
    expect(refusalOf(undecided)).toMatchObject({ rule: 'G6' });
  });

  it('[BUY1, CLS3, RET1] reopened, a purchase stands as an exact bid, and can be cancelled', () => {
    const room = new Room(offered(200, { reserveMinor: minor(150) }));
    room.max('A', 100);
    const bought = room.buy('B', 200);
    room.run(
      {
        kind: 'reopenLot',
        by: { userId: 'user-clerk', role: 'clerk' },
        second: null,
        why: null,
        nextIsUp: false,
        isPaid: false,
      },
      clock('10:05:00'),
    );
    expect([room.standing(), offerOf(room)]).toEqual(['200 B', undefined]);
    room.cancel(bought);
    expect([room.standing(), offerOf(room)]).toEqual(['50 A', minor(200)]);
  });

  it('[BUY1] a lot without the offer, or sold downwards, cannot be bought', () => {
    expect(refusalOf(new Room().buy('A', 200))).toMatchObject({ kind: 'not-on-offer' });
    const tender = new Room({ format: 'reverse', selling: { belowReserve: 'steps' } });
    expect(refusalOf(tender.buy('A', 100))).toMatchObject({ kind: 'not-on-offer' });
  });

  it('[BUY1] the price on offer is neither below the start nor below the reserve', () => {
    const problemsAt = (buyNowMinor: number, reserveMinor: number | null = null) =>
      termsProblems({
        ...TEST_TERMS,
        reserveMinor,
        selling: { ...PLAIN_ENGLISH, buyNowMinor },
      }).map(({ field, kind }) => `${field} ${kind}`);
    expect(problemsAt(minor(100))).toEqual([]);
    expect(problemsAt(minor(99.99))).toEqual(['selling buy-now-too-low']);
    expect(problemsAt(minor(499), minor(500))).toEqual(['selling buy-now-too-low']);
    expect(problemsAt(0.5)).toEqual(['selling bad-amount']);
    const room = new Room(offered(200, { reserveMinor: minor(150) }));
    expect(refusalOf(room.reserveTo(201))).toMatchObject({ kind: 'bad-terms' });
  });
});
