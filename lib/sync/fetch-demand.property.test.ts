import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demanded, type FetchDemand, fetched, fetchFailed, NO_DEMAND } from './fetch-demand';

describe('fetching one key', () => {
  test('[FET3] however many higher demands arrive in flight, exactly one more fetch follows', () => {
    let step = demanded(NO_DEMAND, 3);
    expect(step.fetchMinVersion).toBe(3);
    for (const version of [4, 9, 6, 2]) {
      step = demanded(step.demand, version);
      expect(step.fetchMinVersion).toBeNull();
    }
    step = fetched(step.demand, 5);
    expect(step.fetchMinVersion).toBe(9);
    expect(fetched(step.demand, 9)).toEqual({ demand: NO_DEMAND, fetchMinVersion: null });
  });

  test('[FET3] no second fetch when the first brought what was asked meanwhile', () => {
    const flying = demanded(demanded(NO_DEMAND, 3).demand, 7).demand;
    expect(fetched(flying, 8)).toEqual({ demand: NO_DEMAND, fetchMinVersion: null });
  });

  test('[FET2] a failed flight is repeated with the highest demand', () => {
    const flying = demanded(demanded(NO_DEMAND, 3).demand, 7).demand;
    expect(fetchFailed(flying).fetchMinVersion).toBe(7);
    expect(fetchFailed(demanded(NO_DEMAND, 3).demand).fetchMinVersion).toBe(3);
  });

  test('[FET2][FET3] every demand is met in the end and never more than one flight is in the air', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('demand' as const), version: fc.nat(30) }),
      fc.record({ do: fc.constant('answer' as const), version: fc.nat(5) }),
      fc.record({ do: fc.constant('fail' as const), version: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let demand: FetchDemand = NO_DEMAND;
        let flight: number | null = null;
        let highest = -1;
        let brought = -1;
        const take = (next: { demand: FetchDemand; fetchMinVersion: number | null }) => {
          demand = next.demand;
          if (next.fetchMinVersion === null) return;
          expect(flight).toBeNull();
          flight = next.fetchMinVersion;
        };
        const answer = (extra: number) => {
          if (flight === null) return;
          const version = flight + extra;
          flight = null;
          brought = Math.max(brought, version);
          take(fetched(demand, version));
        };
        for (const one of steps) {
          if (one.do === 'demand') {
            highest = Math.max(highest, one.version);
            take(demanded(demand, one.version));
          } else if (one.do === 'answer') answer(one.version);
          else if (flight !== null) {
            flight = null;
            take(fetchFailed(demand));
          }
        }
        answer(0);
        answer(0);
        expect(flight).toBeNull();
        expect(brought).toBeGreaterThanOrEqual(highest);
      }),
    );
  });
});
