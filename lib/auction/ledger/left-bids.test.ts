import { expect, it } from 'vitest';
import { openingBids } from '../bids/absentee';
import { bodiesOf, chained } from '../testing/chained';
import { bidder, clock, minor, Room } from '../testing/room';
import { Saleroom } from '../testing/saleroom';
import { openedOnEnd } from './openings';
import { replayLedger } from './replay';

/** Puts the lot on the block, with the bids that wait for that. */
function putOnBlock(room: Saleroom): void {
  const before = room.state;
  room.putOnBlock();
  const bidderOf = ({ paddle }: { paddle: number }) => bidder(String.fromCharCode(64 + paddle));
  for (const command of openingBids(before, bidderOf)) room.run(command, clock('10:00:00'));
}

it('[ABS1, LED5] what was left opens with the bid that was made of it, where its bidder then went further', () => {
  const room = new Room({}, 'scheduled');
  room.leave('A', 150);
  room.leave('B', 120, { received: '08:01:00' });
  room.open();
  room.max('A', 300);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  const { entries, openings } = chained(room.settlements);
  const chain = bodiesOf({ entries });
  const opened = openedOnEnd(chain, openings);
  expect(chain.slice(0, 6).map(({ kind }) => kind)).toEqual([
    ...['bidLeft', 'bidLeft', 'opened', 'bid', 'bid', 'bid'],
  ]);
  expect(opened.map(({ entry }) => entry)).toEqual([1, 2, 4, 5]);
  expect(replayLedger(chain, opened).problem).toBeNull();
});

it('[ABS1, LIV1, LED5] what was left opens where its opening was undone, whatever came of the reserve', () => {
  const room = new Saleroom({ reserveMinor: minor(50) }, 'pre-sale');
  room.leave('C', 105);
  putOnBlock(room);
  room.undo();
  room.undo();
  putOnBlock(room);
  room.reserveTo(55);
  room.max('C', 100);
  room.warn();
  room.call();
  room.sell();
  const { entries, openings } = chained(room.settlements);
  const chain = bodiesOf({ entries });
  const opened = openedOnEnd(chain, openings);
  expect(opened.map(({ entry }) => entry)).toEqual([1, 3, 8]);
  expect(replayLedger(chain, opened).problem).toBeNull();
});

it('[ABS1, LIV1, LED2] a lot whose opening was undone opens with what was left since, and is followed', () => {
  const room = new Saleroom({}, 'pre-sale');
  room.leave('A', 150);
  putOnBlock(room);
  room.undo();
  room.undo();
  room.leave('B', 200, { received: '10:00:00' });
  putOnBlock(room);
  expect(room.lead()).toBe('100 B');
  room.warn();
  room.call();
  room.sell();
  const { entries, openings } = chained(room.settlements);
  const chain = bodiesOf({ entries });
  expect(chain.map(({ kind }) => kind)).toEqual([
    ...['bidLeft', 'opened', 'bid', 'undone', 'undone'],
    ...['bidLeft', 'opened', 'bid', 'fairWarning', 'finalCall', 'sold'],
  ]);
  expect(replayLedger(chain, openedOnEnd(chain, openings)).problem).toBeNull();
  const silent = chain.toSpliced(7, 1).map((body, at) => ({ ...body, entry: at + 1 }));
  expect(replayLedger(silent, openings).problem).toMatchObject({ entry: 8, due: 'bid' });
});
