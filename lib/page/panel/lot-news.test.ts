import { describe, expect, it } from 'vitest';
import { aLot } from '../../live/testing/fake-world';
import { type LotNews, NO_NEWS, nextLotNews } from './lot-news';

const LOT = aLot(14, 3, { priceMinor: 20_000, closesAtMs: 60_000 });

/** What is said after a lot went through these shapes. */
const newsAfter = (...shapes: Partial<typeof LOT>[]): LotNews => {
  const lots = [LOT, ...shapes.map((shape) => ({ ...LOT, ...shape }))];
  return lots
    .slice(1)
    .reduce((now, lot, at) => nextLotNews(now, lots[at] ?? LOT, lot), NO_NEWS as LotNews);
};

describe('what no bid explains', () => {
  it('[CLS7] a later close without an extension is an interruption, until a late bid extends', () => {
    expect(newsAfter({ closesAtMs: 180_000 })).toEqual({ kind: 'resumed', closesAtMs: 180_000 });
    const bid = { closesAtMs: 180_000, priceMinor: 21_000 };
    expect(newsAfter({ closesAtMs: 180_000 }, bid)).toEqual({
      kind: 'resumed',
      closesAtMs: 180_000,
    });
    expect(newsAfter(bid, { ...bid, closesAtMs: 300_000, extensions: 1 })).toEqual(NO_NEWS);
    expect(newsAfter({ closesAtMs: 180_000, extensions: 1 })).toEqual(NO_NEWS);
  });

  it('[EPO2] a price that fell is a history that was lost, until bids are there again', () => {
    const back = { kind: 'went-back', fromMinor: 20_000 };
    expect(newsAfter({ priceMinor: 15_000 })).toEqual(back);
    expect(newsAfter({ priceMinor: null })).toEqual(back);
    expect(newsAfter({ priceMinor: 15_000 }, { priceMinor: 16_000, closesAtMs: 90_000 })).toEqual(
      back,
    );
    expect(newsAfter({ priceMinor: 15_000 }, { priceMinor: 20_000 })).toEqual(NO_NEWS);
  });

  it('[REV1, DUT1] where bids go down a price that rose went back; one that falls by itself never does', () => {
    const down = { format: 'reverse', priceMinor: 15_000 } as const;
    expect(newsAfter({ format: 'reverse' }, down)).toEqual(NO_NEWS);
    const rose = { ...down, priceMinor: 18_000 };
    expect(newsAfter({ format: 'reverse' }, down, rose)).toEqual({
      kind: 'went-back',
      fromMinor: 15_000,
    });
    expect(newsAfter({ format: 'dutch' }, { format: 'dutch', priceMinor: 15_000 })).toEqual(
      NO_NEWS,
    );
  });

  it('[CLS7] nothing is said of a lot that does not take bids, nor of another lot', () => {
    expect(newsAfter({ closesAtMs: 180_000 }, { closesAtMs: 180_000, state: 'sold' })).toEqual(
      NO_NEWS,
    );
    expect(newsAfter({ closesAtMs: 180_000, id: 15 })).toEqual(NO_NEWS);
    expect(newsAfter({ state: 'held' }, { state: 'open', closesAtMs: 90_000 })).toEqual(NO_NEWS);
  });
});
