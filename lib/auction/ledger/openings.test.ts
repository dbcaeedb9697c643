import { expect, it } from 'vitest';
import { bodiesOf, chained } from '../testing/chained';
import { clock, minor, Room } from '../testing/room';
import { toldWhileOpen } from './openings';

/** What is told of a room's lot as it stands: each entry as its kind, or null. */
function told({ settlements }: Room): (string | null)[] {
  const chain = bodiesOf(chained(settlements));
  return toldWhileOpen(chain).map((isTold, at) => (isTold ? (chain[at]?.kind ?? '') : null));
}

it('[AUT1, ABS1] of a lot that is to come nobody is told who left a bid, nor who was refused one', () => {
  const room = new Room({}, 'scheduled');
  room.leave('A', 300);
  room.leave('B', 50);
  room.buy('B', 500, { received: '08:05:00' });
  expect(told(room)).toEqual([]);
  room.open();
  expect(told(room)).toEqual([null, null, null, 'opened', 'bid']);
});

it('[AUT1, BUY1] of a lot that goes on nobody is told who was refused, whatever they asked', () => {
  const selling = { belowReserve: 'steps', buyNowMinor: minor(500) } as const;
  const room = new Room({ selling });
  room.buy('A', 400);
  room.max('A', 150);
  room.max('A', 200);
  room.exact('B', 90);
  room.buy('B', 500);
  room.exact('B', 120);
  expect(told(room)).toEqual(['opened', null, 'bid', null, null, null, 'bid']);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  expect(told(room)).toHaveLength(8);
});
