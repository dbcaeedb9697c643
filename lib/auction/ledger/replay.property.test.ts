import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Minor } from '../../shared/money';
import { type Settlement, settle } from '../settle';
import type { LotTermsOf } from '../state';
import { bodiesOf, chained } from '../testing/chained';
import { commandOf, someEvents, someTerms } from '../testing/histories';
import type { NaiveEvent } from '../testing/naive-lot';
import { testLot } from '../testing/room';
import { runs } from '../testing/runs';
import { openedOnEnd } from './openings';
import { replayLedger } from './replay';

/** A whole lot, from its opening to its end. */
function lotOf(terms: LotTermsOf<'english'>, events: readonly NaiveEvent[]): Settlement[] {
  const settlements = [settle(testLot(terms), { kind: 'openLot', by: 'clock' }, 0)];
  const take = (command: Parameters<typeof settle>[1], nowMs: number) =>
    void settlements.push(settle(settlements.at(-1)?.next ?? testLot(terms), command, nowMs));
  for (const event of events) take(commandOf(event), event.decidedAtMs);
  take({ kind: 'closeLot', by: 'clerk' }, 10_000_000);
  return settlements;
}

const someLot = fc
  .tuple(someTerms, someEvents)
  .map(([terms, events]) => chained(lotOf(terms, events)));

describe('the ledger of any lot', () => {
  it('[LED2, LED5] follows from what its end opens, and the closed limits fit', () => {
    const seen = { opened: 0, closedMax: 0, openReserve: 0, closedReserve: 0, refused: 0 };
    const run = fc.property(someLot, (ledger) => {
      const chain = bodiesOf(ledger);
      const opened = openedOnEnd(chain, ledger.openings);
      expect(replayLedger(chain, opened).problem).toBeNull();
      const closed = ledger.openings.filter((one) => !opened.includes(one));
      seen.opened += opened.filter(({ of }) => of === 'max').length;
      seen.closedMax += closed.filter(({ of }) => of === 'max').length;
      seen.openReserve += opened.filter(({ of }) => of === 'reserve').length;
      seen.closedReserve += closed.filter(({ of }) => of === 'reserve').length;
      seen.refused += chain.filter(({ code }) => code !== null).length;
    });
    fc.assert(run, { numRuns: runs(300) });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(15);
  });

  it('[LED5] at most one limit stays closed, of who leads at the end, and above every price', () => {
    const run = fc.property(someLot, (ledger) => {
      const chain = bodiesOf(ledger);
      const opened = openedOnEnd(chain, ledger.openings);
      const maxima = ledger.openings.filter((one) => one.of === 'max' && !opened.includes(one));
      expect(maxima.length).toBeLessThanOrEqual(1);
      for (const { entry, amountMinor } of maxima) {
        const prices = chain.map(({ priceMinor }): Minor => priceMinor ?? 0);
        expect(amountMinor).toBeGreaterThan(Math.max(...prices));
        expect(chain[entry - 1]?.paddle).toBe(chain.at(-1)?.leaderPaddle);
      }
    });
    fc.assert(run, { numRuns: runs(150) });
  });

  it('[LED2] a price told otherwise is found at its entry', () => {
    let changed = 0;
    const run = fc.property(someLot, fc.nat(), fc.constantFrom(-1, 1), (ledger, at, by) => {
      const chain = bodiesOf(ledger);
      const entry = chain[at % chain.length];
      if (!entry?.priceMinor) return;
      const forged = chain.with(entry.entry - 1, { ...entry, priceMinor: entry.priceMinor + by });
      expect(replayLedger(forged, ledger.openings).problem?.entry).toBe(entry.entry);
      changed += 1;
    });
    fc.assert(run, { numRuns: runs(150) });
    expect(changed).toBeGreaterThan(60);
  });
});
