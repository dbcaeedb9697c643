import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolveAll } from '../evolve';
import type { Sale } from '../fact';
import { openedOnEnd } from '../ledger/openings';
import { replayLedger } from '../ledger/replay';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { LotOf } from '../state';
import { bodiesOf, chained } from '../testing/chained';
import { type NaiveOfferEvent, type NaiveOfferTerms, naiveOffers } from '../testing/naive-offers';
import { offerCommandOf, offerLotOf, offerTermsOf, someOffers } from '../testing/offer-histories';
import type { OfferFormat } from '../testing/offer-room';
import { runs } from '../testing/runs';

interface Step extends Settlement<OfferFormat> {
  readonly before: LotOf<OfferFormat>;
  readonly event: NaiveOfferEvent;
}

const FORMATS: readonly (readonly [OfferFormat, string])[] = [
  ['sealed', 'SEA1, OFR1'],
  ['vickrey', 'VIC1, OFR1'],
  ['multi-unit', 'MUL1, MUL2, OFR1'],
  ['dutch', 'DUT1, MUL2'],
];

const opening = (terms: NaiveOfferTerms) =>
  settle(offerLotOf(terms), { kind: 'openLot', by: 'clock' }, terms.opensAtMs);

function history(terms: NaiveOfferTerms, events: readonly NaiveOfferEvent[]): Step[] {
  let before = opening(terms).next;
  return events.map((event) => {
    const step = { ...settle(before, offerCommandOf(event), event.decidedAtMs), before, event };
    before = step.next;
    return step;
  });
}

const salesIn = (steps: readonly Step[]): readonly Sale[] =>
  steps
    .flatMap(({ outcome }) => (outcome.ok ? outcome.value : []))
    .flatMap((fact) => (fact.kind === 'sold' ? fact.sales : []));

/** `paddle:price` of every unit, sorted. */
const unitsIn = (sales: readonly Sale[]) =>
  sales
    .flatMap(({ paddle, units, priceMinor }) => Array(units).fill(`${paddle}:${priceMinor}`))
    .toSorted();

/** Checks `holds` on so many random histories of a format. */
function always(
  format: OfferFormat,
  cases: number,
  holds: (steps: Step[], terms: NaiveOfferTerms, events: NaiveOfferEvent[]) => void,
): void {
  const run = fc.property(offerTermsOf(format), someOffers, (terms, events) =>
    holds(history(terms, events), terms, events),
  );
  fc.assert(run, { numRuns: runs(cases) });
}

describe('the price', () => {
  it('[DUT1] of a Dutch lot never rises from one bid to a later one', () => {
    let bought = 0;
    always('dutch', 150, (steps) => {
      const purchases = steps
        .flatMap(({ outcome, event }) =>
          (outcome.ok ? outcome.value : []).map((fact) => ({ fact, atMs: event.receivedAtMs })),
        )
        .flatMap(({ fact, atMs }) =>
          fact.kind === 'unitsBought' ? [{ atMs, price: fact.purchase.priceMinor }] : [],
        )
        .toSorted((one, other) => one.atMs - other.atMs);
      const prices = purchases.map(({ price }) => price);
      expect(prices).toEqual(prices.toSorted((one, other) => other - one));
      bought += prices.length;
    });
    expect(bought).toBeGreaterThan(100);
  });

  it.each(['sealed', 'vickrey', 'multi-unit'] as const)(
    '[OFR1] of a %s lot, and all else that pages see, stands still until the end',
    (format) => {
      always(format, 150, (steps) => {
        for (const { before, next } of steps) {
          if (next.phase === 'open') expect(publicLot(next)).toEqual(publicLot(before));
        }
      });
    },
  );
});

const body = (lot: LotOf<OfferFormat>) => JSON.stringify({ ...publicLot(lot), version: 0 });

describe.each(FORMATS)('any history of a lot sold by %s', (format, ids) => {
  it(`[${ids}] agrees with the naive reading`, () => {
    const seen = { taken: 0, refused: 0, sold: 0, open: 0, withdrawn: 0 };
    let units = 0;
    always(format, 800, (steps, terms, events) => {
      const naive = naiveOffers(terms, events);
      expect({
        phase: steps.at(-1)?.next.phase,
        unitsSold: naive.phase === 'sold' ? unitsIn(salesIn(steps)) : naive.unitsSold,
        taken: steps.map(({ outcome }) => outcome.ok),
      }).toEqual(naive);
      seen.taken += naive.taken.filter(Boolean).length;
      seen.refused += naive.taken.filter((taken) => !taken).length;
      if (naive.phase !== 'passed') seen[naive.phase] += 1;
      units += naive.unitsSold.length;
    });
    // The histories must really hold what they are to prove.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(40);
    expect(units).toBeGreaterThan(
      seen.sold * (format === 'multi-unit' || format === 'dutch' ? 2 : 0),
    );
  });

  it(`[${ids}] nobody pays more for a unit than they offered`, () => {
    let sold = 0;
    always(format, 400, (steps) => {
      for (const { paddle, priceMinor } of salesIn(steps)) {
        const offered = steps
          .filter(({ outcome, event }) => {
            return outcome.ok && event.what === 'exact' && event.paddle === paddle;
          })
          .map(({ event }) => event.amount);
        const most = format === 'dutch' ? Math.max(...offered) : (offered.at(-1) ?? 0);
        expect(priceMinor).toBeLessThanOrEqual(most);
        sold += 1;
      }
    });
    expect(sold).toBeGreaterThan(30);
  });

  it(`[VER1, ${ids}] the version moves by one exactly when the public body changes`, () => {
    always(format, 150, (steps) => {
      for (const { before, next } of steps) {
        expect(next.version - before.version).toBe(body(next) === body(before) ? 0 : 1);
      }
    });
  });

  it(`[LED1, ${ids}] a refused command changes nothing but the number of ledger entries`, () => {
    always(format, 150, (steps) => {
      for (const { before, next, outcome, line } of steps) {
        if (outcome.ok) continue;
        const { entry, decidedAtMs } = next;
        expect(next).toEqual({ ...before, entry, decidedAtMs });
        expect(entry).toBe(before.entry + (line ? 1 : 0));
      }
    });
  });

  it(`[LED3, ${ids}] the amount a refusal names is taken, and one less is not`, () => {
    let tried = 0;
    always(format, 150, (steps) => {
      for (const { before, event, outcome } of steps) {
        if (outcome.ok || outcome.error.kind !== 'below-ask') continue;
        const least = outcome.error.leastMinor ?? 0;
        const offer = (amount: number) => {
          const command = offerCommandOf({ ...event, amount });
          return settle(before, command, event.decidedAtMs).outcome;
        };
        // Enough money, though perhaps too few units are left.
        expect(offer(least)).not.toMatchObject({ error: { kind: 'below-ask' } });
        expect(offer(least - 1).ok).toBe(false);
        tried += 1;
      }
    });
    expect(tried).toBeGreaterThan(100);
  });

  it(`[PRX8, ${ids}] a state stored and read again goes on the same`, () => {
    always(format, 100, (steps, terms, events) => {
      let state = opening(terms).next;
      for (const event of events) {
        state = JSON.parse(JSON.stringify(state)) as typeof state;
        state = settle(state, offerCommandOf(event), event.decidedAtMs).next;
      }
      expect(state).toEqual(steps.at(-1)?.next);
    });
  });

  it(`[VER1, ${ids}] replaying the facts gives the state, but for what follows the ledger`, () => {
    always(format, 100, (steps, terms) => {
      const facts = steps.flatMap(({ outcome }) => (outcome.ok ? outcome.value : []));
      const last = steps.at(-1)?.next ?? opening(terms).next;
      const { entry, decidedAtMs } = last;
      expect({ ...evolveAll(opening(terms).next, facts), entry, decidedAtMs }).toEqual(last);
    });
  });

  it(`[LED2, LED5, ${ids}] the ledger follows from what its end opens`, () => {
    const seen = { opened: 0, closed: 0 };
    always(format, 100, (steps, terms) => {
      const last = steps.at(-1)?.next ?? opening(terms).next;
      const end = settle(last, { kind: 'closeLot', by: 'clerk' }, 10_000_000);
      const ledger = chained([opening(terms), ...steps, end]);
      const chain = bodiesOf(ledger);
      const opened = openedOnEnd(chain, ledger.openings);
      expect(replayLedger(chain, opened).problem).toBeNull();
      seen.opened += opened.length;
      seen.closed += ledger.openings.length - opened.length;
    });
    expect(seen.opened).toBeGreaterThan(60);
    expect(seen.closed).toBeGreaterThan(15);
  });
});
