import { expect, it } from 'vitest';
import { openingBids } from '../bids/absentee';
import { bodiesOf, chained } from '../testing/chained';
import { bidder, clock } from '../testing/room';
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
