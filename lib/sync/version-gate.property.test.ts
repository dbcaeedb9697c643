import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepts, type Stamp, satisfies } from './version-gate';

const stamp = fc.record({
  epoch: fc.integer({ min: 1, max: 4 }),
  version: fc.integer({ min: 1, max: 20 }),
});
const after = (arrivals: Stamp[]) =>
  arrivals.reduce<Stamp | null>((held, next) => (accepts(held, next) ? next : held), null);

test('[G4][FET2] whatever arrives in whatever order, what is held never goes back and ends at the newest', () => {
  fc.assert(
    fc.property(fc.array(stamp, { minLength: 1, maxLength: 40 }), (arrivals) => {
      let held: Stamp | null = null;
      for (const next of arrivals) {
        const before: Stamp | null = held;
        if (accepts(held, next)) held = next;
        if (before && held) {
          expect(held.epoch).toBeGreaterThanOrEqual(before.epoch);
          if (held.epoch === before.epoch) {
            expect(held.version).toBeGreaterThanOrEqual(before.version);
          }
        }
      }
      const epoch = Math.max(...arrivals.map((one) => one.epoch));
      const newest = arrivals.filter((one) => one.epoch === epoch).map((one) => one.version);
      expect(held).toEqual({ epoch, version: Math.max(...newest) });
    }),
  );
});

test('[G4] doubling and reversing what arrives changes nothing in the end', () => {
  fc.assert(
    fc.property(fc.array(stamp, { maxLength: 40 }), (arrivals) => {
      const messy = [...arrivals].reverse().flatMap((one) => [one, one]);
      expect(after(messy)).toEqual(after(arrivals));
    }),
  );
});

test('[EPO2] a higher epoch replaces even a higher version, a lower one never anything', () => {
  expect(accepts({ epoch: 1, version: 9 }, { epoch: 2, version: 3 })).toBe(true);
  expect(accepts({ epoch: 2, version: 3 }, { epoch: 1, version: 9 })).toBe(false);
});

test('[FET2] a value of another epoch meets no demand, however new', () => {
  expect(satisfies({ epoch: 2, version: 9 }, { epoch: 1, version: 3 })).toBe(false);
  expect(satisfies({ epoch: 1, version: 3 }, { epoch: 1, version: 3 })).toBe(true);
  expect(satisfies({ epoch: 1, version: 2 }, { epoch: 1, version: 3 })).toBe(false);
});
