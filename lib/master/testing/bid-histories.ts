import fc from 'fast-check';
import { WAITING_MAX } from '../lanes/lane';

/** How many people bid, and on how many lots. */
export const CROWD = { bidders: 14, lots: 3 } as const;

/** A bid of one of them on one of the lots, by their places. */
export interface DrawnBid {
  readonly who: number;
  readonly lot: number;
  readonly bidKind: 'max' | 'exact';
  readonly amountMinor: number;
  readonly units: number;
  /** How long after the first bid it is received. */
  readonly afterMs: number;
}

/** Bids of a crowd in the order in which they arrive, and what each of the crowd may have at stake (REG2). */
export interface DrawnBids {
  readonly limitsMinor: readonly (number | null)[];
  /** Maxima left before the opening, one a lot and bidder. */
  readonly left: readonly Pick<DrawnBid, 'who' | 'lot' | 'amountMinor'>[];
  readonly bids: readonly DrawnBid[];
}

const who = fc.nat(CROWD.bidders - 1);
const lot = fc.nat(CROWD.lots - 1);

const single = fc.record({
  who,
  lot,
  bidKind: fc.constantFrom('max' as const, 'max' as const, 'exact' as const),
  overMinor: fc.integer({ min: -30, max: 60 }).map((tens) => 100 * tens),
  units: fc.constantFrom(1, 1, 1, 2),
  afterMs: fc.nat(40),
});

/** Nobody's next bid may have to wait for more of theirs than a lane lets wait (LAN3). */
function withoutTooMany<T extends Pick<DrawnBid, 'who' | 'lot'>>(bids: readonly T[]): T[] {
  const own = new Map<string, number>();
  return bids.filter((one) => {
    const key = `${one.who} ${one.lot}`;
    own.set(key, (own.get(key) ?? 0) + 1);
    return (own.get(key) ?? 0) <= WAITING_MAX;
  });
}

/** Every other bidder has a limit; amounts grow as a sale goes on, and crowd. */
export const someCrowd: fc.Arbitrary<DrawnBids> = fc
  .record({
    limitsMinor: fc.tuple(
      ...Array.from({ length: CROWD.bidders }, (_, at) =>
        at % 2 === 0 ? fc.constant(null) : fc.integer({ min: 12_000, max: 40_000 }),
      ),
    ),
    left: fc.uniqueArray(
      fc.record({ who, lot, amountMinor: fc.integer({ min: 9_000, max: 16_000 }) }),
      { minLength: 4, maxLength: 8, selector: (one) => `${one.who} ${one.lot}` },
    ),
    drawn: fc.array(single, { minLength: 90, maxLength: 120, size: 'max' }),
  })
  .map(({ drawn, ...others }) => {
    let afterMs = 0;
    const bids = drawn.map(({ overMinor, ...bid }, at) => {
      afterMs += bid.afterMs;
      return { ...bid, afterMs, amountMinor: 10_000 + 200 * at + overMinor };
    });
    return { ...others, bids: withoutTooMany(bids) };
  });
