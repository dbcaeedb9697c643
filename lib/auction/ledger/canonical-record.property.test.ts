import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../testing/runs';
import { canonicalRecord } from './canonical-record';

// Would catch: an entry whose text another verifier would write otherwise, so that its hash is nobody else's.

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,11}$/);
const field = fc.oneof(fc.jsonValue(), fc.integer(), fc.maxSafeInteger(), fc.constant(undefined));

test('[LED1] writes a record as the canonical form says', () => {
  fc.assert(
    fc.property(fc.dictionary(name, field), (record) => {
      expect(canonicalRecord(record)).toBe(canonicalize(record));
    }),
    { numRuns: runs(300) },
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800'])(
  '[LED1] refuses %j, which has no canonical form',
  (value) => {
    expect(() => canonicalRecord({ value })).toThrow();
  },
);
