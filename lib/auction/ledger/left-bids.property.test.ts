import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifyLedger } from '../../../scripts/verify/verify-ledger';
import { openingBids } from '../bids/absentee';
import { hasEnded } from '../phases';
import { bodiesOf, chained } from '../testing/chained';
import { bidder, clock, minor, Room } from '../testing/room';
import { runs } from '../testing/runs';
import { Saleroom } from '../testing/saleroom';
import { openedOnEnd, toldWhileOpen } from './openings';

const who = fc.constantFrom('A', 'B', 'C');
/** On the ladder of tens and off it. */
const amount = fc.integer({ min: 10, max: 80 }).map((fives) => fives * 5);
const left = fc.array(fc.tuple(who, amount), { maxLength: 5 });
const reserves = fc.option(amount.map(minor));
const offLadder = fc.constantFrom('keep' as const, 'round-down' as const);
const stepsOf = <K extends string>(...kinds: readonly K[]) =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), who, amount, fc.boolean()), { maxLength: 12 });

/** What the verifier finds in what anyone is given of the lot as it stands. */
function found({ settlements, state }: Room) {
  const { entries, openings } = chained(settlements);
  const chain = bodiesOf({ entries });
  const isComplete = hasEnded(state.phase);
  const told = toldWhileOpen(chain).map((isTold, at) => ({
    text: isTold ? (entries[at]?.text ?? null) : null,
    hash: entries[at]?.hash ?? '',
  }));
  const file = { lotId: 42, auctionId: 7, isComplete, openings: openedOnEnd(chain, openings) };
  return verifyLedger(
    { ...file, entries: isComplete ? entries : told },
    { keys: [], receipts: [] },
  );
}

/** Opens the lot, with the bids that wait for it, of which one bidder's may not be let in any more. */
function open(room: Room, out: string | null): void {
  const before = room.state;
  if (before.phase !== 'scheduled') return;
  const by = before.format === 'live' ? 'clerk' : 'clock';
  room.run({ kind: 'openLot', by }, clock('09:00:00'));
  const commands = openingBids(before, ({ paddle }) => {
    const name = String.fromCharCode(64 + paddle);
    return bidder(name, { status: name === out ? 'suspended' : 'approved' });
  });
  for (const command of commands) room.run(command, clock('09:00:00'));
}

/** Leaves these, each a minute after the one before. */
function leave(room: Room, bids: readonly (readonly [string, number])[]): void {
  for (const [at, [name, major]] of bids.entries()) {
    room.leave(name, major, { received: `08:0${at}:00` });
  }
}

it('[ABS1, LED2, LED5] a ledger with bids left is followed, whatever bidders and house do then', () => {
  const seen = { refused: 0, out: 0, sold: 0, passed: 0 };
  const steps = stepsOf('max', 'max', 'exact', 'buy', 'reserve', 'cancel');
  const some = fc.tuple(reserves, offLadder, left, steps, fc.option(who));
  const run = fc.property(some, ([reserveMinor, rounding, bids, acts, out]) => {
    const selling = { belowReserve: 'steps', buyNowMinor: minor(400) } as const;
    const room = new Room({ reserveMinor, offLadder: rounding, selling }, 'scheduled');
    leave(room, bids);
    expect(found(room)).toBeNull();
    open(room, out);
    const made: ReturnType<Room['max']>[] = [];
    for (const [kind, name, major, is] of acts) {
      const of = made[major % Math.max(1, made.length)];
      if (kind === 'max')
        made.push(room.max(name, major, is ? {} : { as: { limitMinor: 200_00 } }));
      if (kind === 'exact') made.push(room.exact(name, major));
      if (kind === 'buy') room.buy(name, 400);
      if (kind === 'reserve') room.reserveTo(is ? null : major);
      if (kind === 'cancel' && of?.outcome.ok) room.cancel(of, { barred: is ? 'C' : '' });
    }
    expect(found(room)).toBeNull();
    room.run({ kind: 'closeLot', by: 'clerk' }, clock('11:00:00'));
    expect(found(room)).toBeNull();
    const lines = room.settlements.map(({ line }) => line);
    seen.refused += lines.filter((line) => line?.kind === 'bidLeft' && line.code).length;
    seen.out += lines.filter((line) => line?.code === 'not-approved').length;
    seen[room.state.phase === 'sold' ? 'sold' : 'passed'] += 1;
  });
  fc.assert(run, { numRuns: runs(150) });
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(15);
});

it('[ABS1, LIV1, LED2, LED5] and in a saleroom too, where the opening may be undone', () => {
  const seen = { again: 0, ended: 0 };
  const steps = stepsOf('max', 'exact', 'floor', 'undo', 'undo', 'reserve', 'open', 'leave', 'end');
  const run = fc.property(fc.tuple(reserves, offLadder, left, steps), (drawn) => {
    const [reserveMinor, rounding, bids, acts] = drawn;
    const room = new Saleroom({ reserveMinor, offLadder: rounding }, 'pre-sale');
    leave(room, bids);
    open(room, null);
    for (const [kind, name, major, is] of acts) {
      if (kind === 'max') room.max(name, major);
      if (kind === 'exact') room.exact(name, major);
      if (kind === 'floor') room.floor(is ? null : name, major);
      if (kind === 'undo') room.undo();
      if (kind === 'reserve') room.reserveTo(is ? null : major);
      if (kind === 'open') open(room, null);
      if (kind === 'leave') room.leave(name, major, { received: '09:00:00' });
      if (kind !== 'end') continue;
      room.warn();
      room.call();
      room.sell(room.seen().paddle === null ? name : null);
      room.pass();
    }
    expect(found(room)).toBeNull();
    const opened = room.settlements.filter(({ line }) => line?.kind === 'opened').length;
    seen.again += opened > 1 ? 1 : 0;
    seen.ended += hasEnded(room.state.phase) ? 1 : 0;
  });
  fc.assert(run, { numRuns: runs(300) });
  expect(seen.again).toBeGreaterThan(5);
  expect(seen.ended).toBeGreaterThan(60);
});
