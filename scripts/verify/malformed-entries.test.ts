import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import { openedOnEnd } from '../../lib/auction/ledger/openings';
import { calledLot } from '../../lib/auction/testing/called-lot';
import { bodiesOf, chained, sha256 } from '../../lib/auction/testing/chained';
import { clock, houseTerms, minor, Room } from '../../lib/auction/testing/room';
import { verifyLedger } from './verify-ledger';

type Body = Record<string, unknown>;

/** Opened 1, terms set 2, bids 3 to 5 of which 4 is cancelled by 6, closed 7, reopened 8, bid 9, closed 10. */
function timed(): Room {
  const room = new Room({ reserveMinor: minor(500) });
  room.run(houseTerms({ reserveMinor: minor(140) }), clock('09:10:00'));
  room.max('A', 110);
  const over = room.max('B', 150);
  room.max('A', 130);
  room.cancel(over);
  const clerk = { userId: 'clerk', role: 'clerk' } as const;
  const again = { by: clerk, second: null, why: null, nextIsUp: false, isPaid: false };
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  room.run({ kind: 'reopenLot', ...again }, clock('12:01:00'));
  room.exact('C', 200, { received: '12:01:10' });
  room.run({ kind: 'closeLot', by: 'clerk' }, clock('12:01:20'));
  return room;
}

/** What the verifier finds where one entry of the house's is another, and all is hashed anew. */
function found({ settlements }: Room, entry: number, made: (body: Body) => unknown) {
  const { entries, openings } = chained(settlements);
  const chain = bodiesOf({ entries });
  const rechained: { text: string; hash: string }[] = [];
  for (const body of chain) {
    const previousHash = rechained.at(-1)?.hash ?? null;
    const told = { ...body, previousHash };
    const text = canonicalize(body.entry === entry ? made(told) : told) ?? '';
    rechained.push({ text, hash: sha256(text) });
  }
  const file = { lotId: 42, auctionId: 7, isComplete: true, entries: rechained };
  const opened = openedOnEnd(chain, openings);
  return verifyLedger({ ...file, openings: opened }, { keys: [], receipts: [] });
}

const over = (members: Body) => (body: Body) => ({ ...body, ...members });
const termsOver = (members: Body) => (body: Body) => ({
  ...body,
  terms: { ...(body.terms as Body), ...members },
});
const without = (name: string) => (body: Body) => {
  const { [name]: _dropped, ...rest } = body;
  return rest;
};

const MALFORMED: [string, number, (body: Body) => unknown][] = [
  ['text that is no object', 3, () => 'an entry'],
  ['text that is null', 3, () => null],
  ['text that is a list', 3, (body) => [body]],
  ['no members', 3, ({ entry, lotId, format }) => ({ entry, lotId, format })],
  ['a bid of no kind', 3, over({ bidKind: null })],
  ['a bid of another kind', 3, over({ bidKind: 'some' })],
  ['a bid of nobody', 3, over({ paddle: null })],
  ['a bid of somebody in words', 3, over({ paddle: 'A' })],
  ['a bid of nothing', 9, over({ publicAmountMinor: null })],
  ['an unknown kind', 4, over({ kind: 'auctioned' })],
  ['a kind of every object', 4, over({ kind: 'constructor' })],
  ['an unknown code', 9, over({ code: 'for-no-reason' })],
  ['no commitments', 3, without('commitments')],
  ['commitments that are none', 3, over({ commitments: null })],
  ['a bid cancelled by the clerk', 6, over({ by: 'clerk' })],
  ['a bid cancelled by a bidder', 6, over({ by: 'bidder' })],
  ['a cancellation that says not of what', 6, without('act')],
  ['a cancellation of nothing', 6, over({ act: { why: null, cancels: [] } })],
  ['a cancellation of what is no entry', 6, over({ act: { why: null, cancels: ['4'] } })],
  ['an act that is none', 6, over({ act: 5 })],
  ['terms set by a bidder', 2, over({ by: 'bidder' })],
  ['terms set that are not told', 2, over({ terms: null })],
  ['a lot reopened by the clock', 8, over({ by: 'clock' })],
  ['terms of no format', 1, termsOver({ format: 'raffle' })],
  ['terms of what every object has', 1, termsOver({ format: 'constructor' })],
  ['terms of another format', 1, termsOver({ format: 'dutch' })],
  ['terms without a way of selling', 1, termsOver({ selling: null })],
  ['terms with a ladder that is none', 1, termsOver({ ladder: [] })],
  ['terms with a soft close that is none', 1, termsOver({ softClose: {} })],
  ['a reserve that is not committed to', 1, over({ commitments: {} })],
  ['a reserve committed to that there is not', 1, termsOver({ hasReserve: false })],
  ['another reserve that is not committed to', 2, over({ commitments: {} })],
  ['an end that sells to no list', 10, over({ sales: 1 })],
  ['an end that sells to nobody', 10, over({ sales: [null] })],
  ['a time in words', 9, over({ receivedAtMs: '12:01:10' })],
];

const CALLED: [string, number, (body: Body) => unknown][] = [
  ['a floor bid of nothing', 3, over({ publicAmountMinor: null })],
  ['other steps that are not told', 4, over({ act: { why: null, stepMinor: 'some' } })],
  ['an undoing by nobody', 5, over({ act: null })],
  ['a call of another kind', 6, over({ kind: 'reserveReached' })],
];

describe('an entry that no command can have left', () => {
  it.each(MALFORMED)('[LED2] is named and stops nothing else: %s', (_what, entry, made) => {
    expect(found(timed(), entry, (body) => body)).toBeNull();
    expect(found(timed(), entry, made)).toMatchObject({ entry });
  });

  it.each(CALLED)('[LED2, LIV1] is named in a saleroom too: %s', (_what, entry, made) => {
    expect(found(calledLot(), entry, (body) => body)).toBeNull();
    expect(found(calledLot(), entry, made)).toMatchObject({ entry });
  });
});
