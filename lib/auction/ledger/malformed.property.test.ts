import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calledLot } from '../testing/called-lot';
import { bodiesOf, chained } from '../testing/chained';
import { clock, minor, Room } from '../testing/room';
import { runs } from '../testing/runs';
import { openedOnEnd } from './openings';
import { replayLedger } from './replay';

function timed(): Room {
  const room = new Room({ reserveMinor: minor(140) }, 'scheduled');
  room.leave('A', 110);
  room.open();
  const over = room.max('B', 150);
  room.max('A', 130);
  room.cancel(over);
  room.exact('C', 145);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  return room;
}

const ledgers = [timed(), calledLot()].map(({ settlements }) => {
  const { entries, openings } = chained(settlements);
  const chain = bodiesOf({ entries });
  return { chain, opened: openedOnEnd(chain, openings) };
});
const bodies = ledgers.flatMap(({ chain }) => chain);
const names = fc.constantFrom(...new Set(bodies.flatMap((body) => Object.keys(body))));
/** What some entry says, most of it of another kind than this entry may. */
const values = fc.oneof(
  fc.constantFrom(...bodies.flatMap((body) => Object.values<unknown>({ ...body }))),
  fc.constantFrom('bidder', 'clock', 'admin', 'own-lot', 'bought', 'buyNow', 'cascaded'),
  fc.integer({ min: -1, max: 30_000 }),
  fc.jsonValue(),
);
const changes = fc.array(fc.tuple(names, values), { minLength: 1, maxLength: 3 });

it('[LED2] whatever is written in an entry is followed or named, and stops nothing', () => {
  const seen = { followed: 0, named: 0 };
  const run = fc.property(fc.constantFrom(...ledgers), fc.nat(), changes, (ledger, at, members) => {
    const { chain, opened } = ledger;
    const changed = { ...chain[at % chain.length], ...Object.fromEntries(members) };
    const forged = chain.map((body, index) =>
      index === at % chain.length ? { ...body, ...changed, entry: body.entry } : body,
    );
    seen[replayLedger(forged, opened).problem ? 'named' : 'followed'] += 1;
  });
  fc.assert(run, { numRuns: runs(500) });
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
});
