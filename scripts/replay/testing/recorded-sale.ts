import { EBAY_US } from '../../../lib/auction/terms/ladder';
import { type NaiveEvent, naiveLot } from '../../../lib/auction/testing/naive-lot';
import { TEST_TERMS } from '../../../lib/auction/testing/room';
import { COLUMNS } from '../csv';

/** Numbers below `end`, the same from each seed (the generator of Lehmer, by Park and Miller). */
function drawFrom(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % end;
  };
}

/** A file of recorded auctions, and how many ended on a hidden reserve. */
export interface RecordedSale {
  readonly text: string;
  readonly lots: number;
  readonly hidden: number;
}

/**
 * Auctions as they might have been recorded: maxima of four bidders, many of them equal. The final prices are those of the naive second engine, some with a reserve that the
 * file does not tell.
 */
export function recordedSale(lots: number, seed: number): RecordedSale {
  const draw = drawFrom(seed);
  const rows: string[] = [COLUMNS.join(',')];
  let hidden = 0;
  for (let lot = 1; lot <= lots; lot++) {
    const startMinor = 100 * (1 + draw(40));
    const bids: { paddle: number; amountMinor: number }[] = [];
    for (let bid = 2 + draw(12); bid > 0; bid--) {
      const top = Math.max(startMinor, ...bids.map(({ amountMinor }) => amountMinor));
      // A third bid as much as the highest maximum so far, the others somewhere about it.
      const amountMinor = draw(3) ? startMinor + draw(top - startMinor + 2_000) : top;
      bids.push({ paddle: 1 + draw(4), amountMinor });
    }
    const finalOf = (reserveMinor: number | null) => priceOf(startMinor, reserveMinor, bids);
    const open = finalOf(null);
    const reserveMinor = Math.max(...bids.map(({ amountMinor }) => amountMinor));
    const isHidden = draw(10) === 0 && finalOf(reserveMinor) !== open;
    if (isHidden) hidden += 1;
    const final = isHidden ? finalOf(reserveMinor) : open;
    for (const [index, { paddle, amountMinor }] of bids.entries()) {
      const [bid, opening, end] = [amountMinor, startMinor, final].map((minor) => minor / 100);
      rows.push([lot, bid, index / 100, `b${paddle}`, opening, end, 'Lamp', 7].join(','));
    }
  }
  return { text: `${rows.join('\n')}\n`, lots, hidden };
}

function priceOf(
  startMinor: number,
  reserveMinor: number | null,
  bids: readonly Pick<NaiveEvent, 'paddle' | 'amountMinor'>[],
): number {
  const terms = { ...TEST_TERMS, ladder: EBAY_US, startMinor, reserveMinor };
  const atMs = TEST_TERMS.opensAtMs;
  const events = bids.map((bid) => ({
    ...bid,
    what: 'max' as const,
    approved: true,
    hasPriority: false,
    leftMinor: null,
    receivedAtMs: atMs,
    decidedAtMs: atMs,
  }));
  return naiveLot(terms, events).priceMinor ?? startMinor;
}
