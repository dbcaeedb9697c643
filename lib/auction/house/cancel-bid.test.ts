import { describe, expect, it } from 'vitest';
import { concernedBy } from '../concerned';
import { publicLot } from '../public-lot';
import {
  bidder,
  clock,
  factsOf,
  houseTerms,
  minor,
  Room,
  refusalOf,
  TENS,
  WHY,
} from '../testing/room';

const BID = {
  kind: 'placeBid',
  userId: 'user-A',
  isHouse: false,
  bidKind: 'max',
  amountMinor: minor(150),
  receivedAtMs: clock('10:00:00'),
  receivedErrorMs: 1,
} as const;
const HALVES = [{ fromMinor: 0, stepMinor: minor(0.5) }];
const low = { startMinor: minor(10), ladder: HALVES };

describe('a cancelled bid', () => {
  it('[RET1] exact 15, 20, 30, Bob 40, Bill 5000; cancel 5000: 40, Bob', () => {
    const room = new Room(low);
    for (const [who, amount] of [
      ['A', 15],
      ['C', 20],
      ['A', 30],
      ['B', 40],
    ] as const) {
      room.exact(who, amount);
    }
    const bill = room.exact('D', 5000);
    room.cancel(bill);
    expect(room.standing()).toBe('40 B');
    expect(room.ask()).toBe(40.5);
  });

  it('[RET2] A 110, D 150, A 145, D 200, C 160: 170 D; cancel 150: still 170 D', () => {
    const room = new Room();
    room.max('A', 110);
    const cancelled = room.max('D', 150);
    room.max('A', 145);
    room.max('D', 200);
    room.max('C', 160);
    expect(room.standing()).toBe('170 D');
    room.cancel(cancelled);
    expect(room.standing()).toBe('170 D');
  });

  it('[RET2] what was taken below an ask that is gone is taken still', () => {
    const room = new Room();
    const cancelled = room.max('A', 500);
    room.max('B', 110);
    // A raise of the leader, and exact bids that did not lead, were judged by another leader.
    room.exact('B', 130);
    room.exact('B', 150);
    expect(room.standing()).toBe('160 A');
    room.cancel(cancelled);
    expect(room.standing()).toBe('100 B');
    expect(room.state.book.leader?.maxMinor).toBe(minor(150));
  });

  it('[RET2] bids of who was barred since are left out, and stay out', () => {
    const room = new Room();
    room.max('A', 150);
    room.max('B', 200);
    const cancelled = room.max('C', 300);
    expect(room.standing()).toBe('210 C');
    const { line } = room.cancel(cancelled, { barred: 'B' });
    expect(room.standing()).toBe('100 A');
    expect(line?.act).toEqual({ why: WHY, cancels: [4, 3] });
    const later = room.max('C', 120);
    expect(room.standing()).toBe('130 A');
    room.cancel(later);
    expect(room.standing()).toBe('100 A');
  });

  it('[RET3] never raises the price: A 10.07, D 10.50, D 18.77: 10.50; cancel 10.50: 10.50', () => {
    const room = new Room(low);
    room.max('A', 10.07);
    const cancelled = room.max('D', 10.5);
    room.max('D', 18.77);
    expect(room.standing()).toBe('10.5 D');
    room.cancel(cancelled);
    expect(room.standing()).toBe('10.5 D');
    expect(room.state.book.leader?.maxMinor).toBe(minor(18.77));
  });

  it('[RET2] no bid takes the price back that others set', () => {
    // Steps of 50 below 100, of 1 above: what was a raise over 101 is one over 149 without D's 100.
    const ladder = [
      { fromMinor: 0, stepMinor: minor(50) },
      { fromMinor: minor(100), stepMinor: minor(1) },
    ];
    const room = new Room({ startMinor: minor(10), ladder });
    room.max('A', 99);
    const cancelled = room.max('D', 100);
    room.max('D', 500);
    room.max('C', 101);
    expect([room.standing(), room.state.bidCount]).toEqual(['102 D', 3]);
    room.cancel(cancelled);
    expect([room.standing(), room.state.bidCount]).toEqual(['102 D', 2]);
  });

  it('[RET3] leaves the close where it is, and an ended lot ended', () => {
    const softClose = { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } as const;
    const room = new Room({ softClose });
    room.max('A', 150);
    const late = room.max('B', 200, { received: '11:59:30' });
    room.cancel(late, { at: '11:59:40' });
    expect(room.state).toMatchObject({ closesAtMs: clock('12:00:30'), extensions: 1, bidCount: 1 });
    room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:30.500'));
    const refused = refusalOf(room.cancel(late, { at: '12:01:00' }));
    expect(refused).toMatchObject({ kind: 'wrong-phase', phase: 'sold' });
  });

  it('[RET1, REV1] downwards: the price never falls by it', () => {
    const room = new Room({ format: 'reverse', startMinor: minor(3500) });
    room.max('A', 3000);
    room.max('B', 3400);
    const cancelled = room.max('C', 3200);
    expect(room.standing()).toBe('3190 A');
    room.cancel(cancelled);
    expect(room.standing()).toBe('3390 A');
  });

  it('[RET1] the only bid: the start is asked again, and nobody leads', () => {
    const room = new Room();
    room.cancel(room.max('A', 150));
    expect([room.standing(), room.ask(), room.state.bidCount]).toEqual(['no bid', 100, 0]);
    room.max('B', 100);
    expect(room.standing()).toBe('100 B');
  });

  it('[RES2] without the bid that met it the reserve is not met any more', () => {
    const room = new Room({ reserveMinor: minor(400) });
    room.max('A', 150);
    const met = room.max('B', 450);
    expect(room.reserve()).toBe('met');
    room.cancel(met);
    expect([room.standing(), room.reserve()]).toEqual(['100 A', 'not-met']);
  });

  it('[INC2] bids are played again on the ladder they were made on', () => {
    const room = new Room();
    room.max('A', 300);
    room.max('B', 120);
    const steps = [{ fromMinor: 0, stepMinor: minor(50) }];
    room.run(houseTerms({ ladder: steps }), clock('10:10:00'));
    const cancelled = room.max('C', 200);
    expect(room.standing()).toBe('250 A');
    room.cancel(cancelled);
    expect([room.standing(), room.ask()]).toEqual(['130 A', 180]);
  });

  it('[RET1] both are told, whoever leads now and who led before', () => {
    const room = new Room();
    room.max('A', 150);
    room.max('B', 200);
    const before = room.state;
    const cancelled = room.cancel(room.settlements.at(-1) ?? expect.fail('no bid'));
    expect(new Set(concernedBy(factsOf(cancelled), before))).toEqual(new Set([901, 902]));
  });

  it('[RET1, RET2] a leader who was barred since is told too, when another bid is cancelled', () => {
    const room = new Room();
    const cancelled = room.max('A', 150);
    room.max('B', 200);
    const before = room.state;
    const facts = factsOf(room.cancel(cancelled, { barred: 'B' }));
    expect(room.standing()).toBe('no bid');
    expect(new Set(concernedBy(facts, before))).toEqual(new Set([901, 902]));
  });

  it('[RET1, LED1, LED6] is an entry: who in which role, which entries, and why only as a hash', () => {
    const room = new Room();
    room.max('A', 150);
    const { line, next } = room.cancel(room.max('B', 200));
    expect(line).toMatchObject({
      kind: 'cancelled',
      by: 'auctioneer',
      paddle: 2,
      priceMinor: minor(100),
      leaderPaddle: 1,
      act: { why: WHY, cancels: [3] },
    });
    expect(next.entry).toBe(4);
  });

  it('[VER1] of a raise nobody saw changes no body and no version', () => {
    const room = new Room();
    room.max('A', 150);
    const raise = room.max('A', 300);
    const { version } = room.state;
    const body = publicLot(room.state);
    room.cancel(raise);
    expect(publicLot(room.state)).toEqual({ ...body, version });
    expect(room.state.book.leader?.maxMinor).toBe(minor(150));
  });

  it('[RET1, TRM2] no bid under that entry, one cancelled already, or no reason: refused', () => {
    const room = new Room();
    const bid = room.max('A', 150);
    const refused = room.max('B', 105);
    room.cancel(room.max('C', 300));
    const { state } = room;
    const entries = [refused.next.entry, 1, 99, 4];
    for (const entry of entries) {
      const outcome = room.cancel({ ...bid, next: { ...bid.next, entry } });
      expect(refusalOf(outcome)).toEqual({ kind: 'no-such-bid', rule: 'RET1' });
      expect(outcome.line).toBeNull();
    }
    const first = { ...BID, bidder: bidder('A'), entry: 2, ladder: TENS };
    const silent = room.run(
      { kind: 'cancelBid', by: 'auctioneer', why: null, entry: 2, bids: [first] },
      clock('10:40:00'),
    );
    expect(refusalOf(silent)).toEqual({ kind: 'needs-why', rule: 'TRM2' });
    expect(room.state).toBe(state);
  });

  it('[PRX4] who is cancelled may bid again', () => {
    const room = new Room({ ladder: TENS });
    room.max('A', 150);
    room.cancel(room.max('B', 5000));
    room.max('B', 500);
    expect(room.standing()).toBe('160 B');
  });
});
