import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openedOnEnd } from '../ledger/openings';
import { replayLedger } from '../ledger/replay';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { LotOf, LotTermsOf } from '../state';
import { bodiesOf, chained } from '../testing/chained';
import { commandOf, someEvents, someTerms } from '../testing/histories';
import { downwards, type NaiveEvent, naiveLot } from '../testing/naive-lot';
import { type RoomFormat, testLot } from '../testing/room';
import { runs } from '../testing/runs';

/** Above every amount of a history. */
const TOP_MINOR = 1_000;

/** A reverse lot, and the ascending one that is its mirror image: `TOP_MINOR` less every amount. */
interface Mirrored {
  readonly up: LotTermsOf<'english'>;
  readonly down: LotTermsOf<'reverse'>;
}

const mirrored: fc.Arbitrary<Mirrored> = someTerms.map((terms) => {
  const { belowReserve } = terms.selling;
  // Its bands lie where the bids do.
  const ladder = terms.ladder.map(({ fromMinor, stepMinor }) => ({
    fromMinor: fromMinor === 0 ? 0 : TOP_MINOR - 450 + fromMinor,
    stepMinor,
  }));
  const up = { ...terms, selling: { belowReserve, buyNowMinor: null }, ladder };
  const down: LotTermsOf<'reverse'> = {
    ...up,
    format: 'reverse',
    selling: { belowReserve },
    startMinor: TOP_MINOR - up.startMinor,
    reserveMinor: up.reserveMinor === null ? null : TOP_MINOR - up.reserveMinor,
  };
  return { up, down };
});

/** Only upwards is there something to buy. */
const mirrorEvents = someEvents.map((events) => events.filter(({ what }) => what !== 'buy'));

const inMirror = (event: NaiveEvent): NaiveEvent => ({
  ...event,
  amountMinor: TOP_MINOR - event.amountMinor,
});

/** Limits bind upwards only (REG2). */
const unbound = (event: NaiveEvent): NaiveEvent => ({ ...event, leftMinor: null });

interface Step extends Settlement<RoomFormat> {
  readonly before: LotOf<RoomFormat>;
  readonly event: NaiveEvent;
}

const opening = (terms: LotTermsOf<'reverse'>) =>
  settle(testLot(terms), { kind: 'openLot', by: 'clock' }, terms.opensAtMs);

function history({ down }: Mirrored, events: readonly NaiveEvent[]): Step[] {
  let before = opening(down).next;
  return events.map((event) => {
    const command = commandOf(inMirror(event));
    const step = { ...settle(before, command, event.decidedAtMs), before, event };
    before = step.next;
    return step;
  });
}

/** Checks `holds` on so many random histories. */
function always(cases: number, holds: (steps: Step[], lot: Mirrored, of: NaiveEvent[]) => void) {
  const run = fc.property(mirrored, mirrorEvents, (lot, events) =>
    holds(history(lot, events), lot, events),
  );
  fc.assert(run, { numRuns: runs(cases) });
}

describe('any history of a reverse lot', () => {
  it('[REV1, PRX5, RES4, RES5, REG2] is the mirror image of the naive reading of an ascending one', () => {
    const seen = { taken: 0, refused: 0, extended: 0, sold: 0, passed: 0, cut: 0 };
    always(1_000, (steps, { up, down }, events) => {
      const last = steps.at(-1)?.next ?? opening(down).next;
      const { priceMinor, ...naive } = naiveLot(
        up,
        events.map(unbound),
        downwards(down.ladder, BigInt(TOP_MINOR)),
      );
      expect({
        phase: last.phase,
        priceMinor: last.book.priceMinor,
        leaderPaddle: last.book.leader?.paddle ?? null,
        bidCount: last.bidCount,
        closesAtMs: last.closesAtMs,
        extensions: last.extensions,
        taken: steps.map(({ outcome }) => outcome.ok),
      }).toEqual({ ...naive, priceMinor: priceMinor === null ? null : TOP_MINOR - priceMinor });
      seen.taken += naive.taken.filter(Boolean).length;
      seen.refused += naive.taken.filter((taken) => !taken).length;
      seen.extended += naive.extensions;
      for (const { outcome } of steps) {
        const [fact] = outcome.ok ? outcome.value : [];
        if (fact?.kind === 'termsSet' && fact.cut) seen.cut += 1;
      }
      if (naive.phase === 'sold' || naive.phase === 'passed') seen[naive.phase] += 1;
    });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs(1_000) / 100);
  });

  it('[REV1] the price never rises, and nobody gets less than they would go down to', () => {
    always(200, (steps) => {
      for (const { before, next } of steps) {
        const price = next.book.priceMinor ?? 0;
        if (before.book.priceMinor !== null) {
          expect(price).toBeLessThanOrEqual(before.book.priceMinor);
        }
        if (next.book.leader) expect(price).toBeGreaterThanOrEqual(next.book.leader.maxMinor);
      }
    });
  });

  it('[REV1, LED1] a refused command changes nothing but the number of ledger entries', () => {
    always(200, (steps) => {
      for (const { before, next, outcome, line } of steps) {
        if (outcome.ok) continue;
        const { entry, decidedAtMs } = next;
        expect(next).toEqual({ ...before, entry, decidedAtMs });
        expect(entry).toBe(before.entry + (line ? 1 : 0));
      }
    });
  });

  it('[REV1, PRX8] a state stored and read again goes on the same', () => {
    always(200, (steps, { down }, events) => {
      let state = opening(down).next;
      for (const event of events) {
        state = JSON.parse(JSON.stringify(state)) as typeof state;
        state = settle(state, commandOf(inMirror(event)), event.decidedAtMs).next;
      }
      expect(publicLot(state)).toEqual(publicLot(steps.at(-1)?.next ?? state));
      expect(state).toEqual(steps.at(-1)?.next ?? opening(down).next);
    });
  });

  it('[REV1, LED2, LED5] its ledger follows from what its end opens', () => {
    let closed = 0;
    always(150, (steps, { down }) => {
      const last = steps.at(-1)?.next ?? opening(down).next;
      const end = settle(last, { kind: 'closeLot', by: 'clerk' }, 10_000_000);
      const ledger = chained([opening(down), ...steps, end]);
      const chain = bodiesOf(ledger);
      const opened = openedOnEnd(chain, ledger.openings);
      expect(replayLedger(chain, opened).problem).toBeNull();
      closed += ledger.openings.length - opened.length;
    });
    expect(closed).toBeGreaterThan(30);
  });
});
