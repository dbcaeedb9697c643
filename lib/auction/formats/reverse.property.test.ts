import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openedOnEnd } from '../ledger/openings';
import { replayLedger } from '../ledger/replay';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { LotOf, LotTermsOf } from '../state';
import { bodiesOf, chained } from '../testing/chained';
import { commandOf, someEvents, someTerms } from '../testing/histories';
import { type NaiveEvent, naiveLot } from '../testing/naive-lot';
import { type RoomFormat, testLot } from '../testing/room';
import { runs } from '../testing/runs';

/** An ascending lot of equal steps, and the reverse lot that is its mirror image: `top` less every amount. */
interface Mirrored {
  readonly up: LotTermsOf<'english'>;
  readonly down: LotTermsOf<'reverse'>;
  readonly top: number;
}

const mirrored: fc.Arbitrary<Mirrored> = fc
  .tuple(someTerms, fc.integer({ min: 1, max: 30 }))
  .map(([terms, stepMinor]) => {
    // On a rung, and above every amount of a history.
    const top = stepMinor * Math.ceil(1_000 / stepMinor);
    const { belowReserve } = terms.selling;
    const selling = { belowReserve, buyNowMinor: null };
    const up = { ...terms, selling, ladder: [{ fromMinor: 0, stepMinor }] };
    const down: LotTermsOf<'reverse'> = {
      ...up,
      format: 'reverse',
      selling: { belowReserve: up.selling.belowReserve },
      startMinor: top - up.startMinor,
      reserveMinor: up.reserveMinor === null ? null : top - up.reserveMinor,
    };
    return { up, down, top };
  });

/** What a mirror shows: prices and rights. Limits bind upwards only, and only upwards there is something to buy. */
const mirrorEvents = someEvents.map((events) =>
  events
    .filter(({ what }) => what !== 'buy' && what !== 'reserve' && what !== 'no-reserve')
    .map((event) => ({ ...event, leftMinor: null })),
);

const inMirror = (event: NaiveEvent, top: number): NaiveEvent => ({
  ...event,
  amountMinor: top - event.amountMinor,
});

interface Step extends Settlement<RoomFormat> {
  readonly before: LotOf<RoomFormat>;
  readonly event: NaiveEvent;
}

const opening = (terms: LotTermsOf<'reverse'>) =>
  settle(testLot(terms), { kind: 'openLot', by: 'clock' }, terms.opensAtMs);

function history({ down, top }: Mirrored, events: readonly NaiveEvent[]): Step[] {
  let before = opening(down).next;
  return events.map((event) => {
    const command = commandOf(inMirror(event, top));
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
  it('[REV1] is the mirror image of the naive reading of an ascending one', () => {
    const seen = { taken: 0, refused: 0, extended: 0, sold: 0, passed: 0 };
    always(1_000, (steps, { up, down, top }, events) => {
      const last = steps.at(-1)?.next ?? opening(down).next;
      const { priceMinor, ...naive } = naiveLot(up, events);
      expect({
        phase: last.phase,
        priceMinor: last.book.priceMinor,
        leaderPaddle: last.book.leader?.paddle ?? null,
        bidCount: last.bidCount,
        closesAtMs: last.closesAtMs,
        extensions: last.extensions,
        taken: steps.map(({ outcome }) => outcome.ok),
      }).toEqual({ ...naive, priceMinor: priceMinor === null ? null : top - priceMinor });
      seen.taken += naive.taken.filter(Boolean).length;
      seen.refused += naive.taken.filter((taken) => !taken).length;
      seen.extended += naive.extensions;
      if (naive.phase === 'sold' || naive.phase === 'passed') seen[naive.phase] += 1;
    });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(60);
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
    always(200, (steps, { down, top }, events) => {
      let state = opening(down).next;
      for (const event of events) {
        state = JSON.parse(JSON.stringify(state)) as typeof state;
        state = settle(state, commandOf(inMirror(event, top)), event.decidedAtMs).next;
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
