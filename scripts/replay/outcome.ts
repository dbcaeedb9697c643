/** How one lot of the file ended in the house. */
export interface LotOutcome {
  auctionId: string;
  finalMinor: number;
  /** The house's price at close in the first pass; null when nobody's bid stood. */
  computedMinor: number | null;
  /** The second pass, with the recorded price as reserve; null when there was none. */
  withReserve: { priceMinor: number | null; sold: boolean } | null;
  /** Bids refused in the first pass. */
  refused: number;
}

/** Whether a lot is run again with its recorded price as a reserve: it ended above ours. */
export const needsReserve = (lot: Pick<LotOutcome, 'finalMinor' | 'computedMinor'>) =>
  lot.computedMinor === null || lot.finalMinor > lot.computedMinor;

/** `exact` to the cent, explained by a hidden `reserve`, or it `differ`s. */
export function verdictOf(lot: LotOutcome): 'exact' | 'reserve' | 'differ' {
  if (lot.computedMinor === lot.finalMinor) return 'exact';
  const again = lot.withReserve;
  return again?.sold && again.priceMinor === lot.finalMinor ? 'reserve' : 'differ';
}

const amount = (minor: number | null) => (minor === null ? '–' : (minor / 100).toFixed(2));

const row = (id: string, ...cells: string[]) =>
  id.padEnd(16) + cells.map((cell) => cell.padStart(14)).join('');

/** A table of the lots that differ, and as its last line the counts. */
export function reportOf(lots: readonly LotOutcome[]): string[] {
  const counts = { exact: 0, reserve: 0, differ: 0, refused: 0 };
  const rows: string[] = [];
  for (const lot of lots) {
    const verdict = verdictOf(lot);
    counts[verdict] += 1;
    counts.refused += lot.refused;
    if (verdict !== 'differ') continue;
    const again = lot.withReserve ? amount(lot.withReserve.priceMinor) : '–';
    rows.push(row(lot.auctionId, amount(lot.finalMinor), amount(lot.computedMinor), again));
  }
  const head = row('auction', 'recorded', 'computed', 'with reserve');
  const table = rows.length > 0 ? [head, ...rows] : [];
  const { exact, reserve, differ, refused } = counts;
  return [
    ...table,
    `lots=${lots.length} exact=${exact} reserve=${reserve} differ=${differ} refused=${refused}`,
  ];
}
