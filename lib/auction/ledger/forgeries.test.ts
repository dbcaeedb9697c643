import { describe, expect, it } from 'vitest';
import { bodiesOf, chained } from '../testing/chained';
import { OfferRoom, offerLot } from '../testing/offer-room';
import { clock, minor, Room } from '../testing/room';
import { Saleroom } from '../testing/saleroom';
import type { ChainBody, Opening } from './chain';
import { openedOnEnd } from './openings';
import { replayLedger } from './replay';

const FALL = { startMinor: minor(300), stepMinor: minor(10), intervalMs: 60_000 };

/** What a house wrote of a lot, and what its end opens. */
function kept({ settlements }: Pick<Room | OfferRoom, 'settlements'>) {
  const { entries, openings } = chained(settlements);
  const chain = bodiesOf({ entries });
  const opened = openedOnEnd(chain, openings);
  expect(replayLedger(chain, opened).problem).toBeNull();
  return { chain, opened };
}

/** A lot with one reserve, on which A and then B leave a limit, closed by the clock. */
function proxyLot(format: 'english' | 'reverse', reserve: number, limits: readonly number[]) {
  const room = new Room({ format, reserveMinor: minor(reserve) });
  for (const [at, limit] of limits.entries()) room.max('ABC'[at] ?? 'A', limit);
  room.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  return kept(room);
}

/** The lot after some of its entries as a forger tells it: at this price, with the reserve met. */
const told = (chain: readonly ChainBody[], from: number, price: number): ChainBody[] =>
  chain.map((body) => {
    if (body.entry < from) return body;
    const priceMinor = minor(price);
    const isEnd = body.entry === chain.length;
    const sales = isEnd ? [{ paddle: body.leaderPaddle ?? 1, units: 1, priceMinor }] : null;
    const kind = isEnd ? ('sold' as const) : body.kind;
    const { publicAmountMinor } = body;
    const shown = publicAmountMinor === null ? null : priceMinor;
    return { ...body, kind, priceMinor, sales, reserve: 'met', publicAmountMinor: shown };
  });
const noReserve = (openings: readonly Opening[]) => openings.filter(({ of }) => of !== 'reserve');

describe('a reserve that stays closed was no price', () => {
  it('[LED5, RES1] finds a lot sold at a made-up price that was passed under its reserve', () => {
    const { chain, opened } = proxyLot('english', 300, [150]);
    expect(chain.at(-1)).toMatchObject({ kind: 'passed', priceMinor: minor(100) });
    const { problem } = replayLedger(told(chain, 2, 150), opened);
    expect(problem).toMatchObject({ entry: 2, field: 'priceMinor', told: minor(150) });
  });

  it.each([
    ['english', 125, [150], 140],
    ['reverse', 60, [40], 50],
  ] as const)(
    '[LED5, RES2, REV1] finds a price beyond the reserve in a lot that is %s',
    (format, reserve, limits, forged) => {
      const { chain, opened } = proxyLot(format, reserve, limits);
      expect(opened).toMatchObject([{ of: 'reserve', amountMinor: minor(reserve) }]);
      const { problem } = replayLedger(told(chain, 2, forged), noReserve(opened));
      expect(problem).toMatchObject({ entry: 2, field: 'priceMinor', told: minor(forged) });
    },
  );

  it('[LED5, VIC1] finds a second price that is none, told as the reserve', () => {
    const terms = { format: 'vickrey', selling: {}, reserveMinor: minor(600) } as const;
    const room = new OfferRoom(offerLot<'vickrey'>(terms));
    room.offer('A', 2000);
    room.offer('B', 500);
    expect(room.close()).toBe('1 A@600');
    const { chain, opened } = kept(room);
    const { problem } = replayLedger(told(chain, chain.length, 1900), noReserve(opened));
    expect(problem).toMatchObject({ entry: 4 });
  });

  it('[LED5] finds that the reserve which set the price was not opened', () => {
    const { chain, opened } = proxyLot('english', 125, [150]);
    const { problem } = replayLedger(chain, noReserve(opened));
    expect(problem).toMatchObject({ entry: 2, field: 'priceMinor' });
    const room = new Saleroom({ reserveMinor: minor(150) });
    room.max('A', 200);
    room.undo();
    room.floor('B', 200);
    room.warn();
    room.call();
    room.sell();
    const called = kept(room);
    expect(replayLedger(called.chain, noReserve(called.opened)).problem).toMatchObject({
      entry: 2,
    });
  });

  it('[LED5, DUT1] finds that the reserve to which the clock went was not opened', () => {
    const { startMinor, ...selling } = FALL;
    const reserveMinor = minor(250);
    const closesAtMs = clock('09:00:00') + (Math.ceil((startMinor - 1) / 10_00) + 1) * 60_000;
    const terms = { format: 'dutch', startMinor, reserveMinor, closesAtMs } as const;
    const room = new OfferRoom(offerLot<'dutch'>({ ...terms, selling: { ...selling, units: 1 } }));
    room.offer('A', 290, { received: '09:01:30' });
    const { chain, opened } = kept(room);
    expect(replayLedger(chain, noReserve(opened)).problem).toEqual({
      entry: 1,
      field: 'opening',
      told: null,
      due: 'reserve',
    });
  });
});
