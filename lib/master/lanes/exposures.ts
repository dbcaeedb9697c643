import { exposureIn } from '../../auction/bids/exposure';
import type { LotState } from '../../auction/state';
import type { ExposureRow } from '../../db/exposure-lock';
import { invariant } from '../../shared/assert';
import type { Minor } from '../../shared/money';

/** What bidders with a limit have at stake (REG2), kept up to date lot by lot as a batch goes on. */
export interface Exposures {
  /** What a bidder has at stake in all lots but this one, given as it was locked; 0 without a limit. */
  elsewhere(registrationId: number, lot: LotState): Minor;
  /** Counts what became of a lot. @throws InvariantError for a stake of somebody not looked up. */
  moved(before: LotState, after: LotState): void;
  /** What is different now. */
  changed(): ExposureRow[];
}

/** `asked`: every registration that was looked up, with a limit or without. */
export function createExposures(
  locked: readonly ExposureRow[],
  asked: ReadonlySet<number>,
): Exposures {
  const totals = new Map(locked.map((row) => [row.registrationId, row.exposureMinor]));
  const touched = new Set<number>();
  return {
    elsewhere(registrationId, lot) {
      const total = totals.get(registrationId);
      return total === undefined ? 0 : total - (exposureIn(lot).get(registrationId) ?? 0);
    },
    moved(before, after) {
      const [was, is] = [exposureIn(before), exposureIn(after)];
      for (const id of new Set([...was.keys(), ...is.keys()])) {
        const byMinor = (is.get(id) ?? 0) - (was.get(id) ?? 0);
        if (byMinor === 0) continue;
        invariant(asked.has(id), 'whose stake changes was looked up before (LCK1)', { id });
        const total = totals.get(id);
        if (total === undefined) continue;
        totals.set(id, total + byMinor);
        touched.add(id);
      }
    },
    changed: () =>
      [...touched].map((registrationId) => {
        const exposureMinor = totals.get(registrationId);
        invariant(exposureMinor !== undefined, 'what was touched is known', { registrationId });
        return { registrationId, exposureMinor };
      }),
  };
}
