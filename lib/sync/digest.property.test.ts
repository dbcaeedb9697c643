import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChannelDigest, digestOf } from './digest';

const records = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 1, max: 300 }), version: fc.integer({ min: 1, max: 1_000 }) }),
  { selector: (record) => record.id, maxLength: 256 },
);
const keyed = (all: { id: number; version: number }[]) =>
  all.map(({ id, version }) => ({ key: `lot:${id}`, version }));

test('[CHN1] the digest does not depend on the order in which records came', () => {
  fc.assert(
    fc.property(
      records.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, shuffled]) => {
        expect(digestOf(1, keyed(shuffled))).toBe(digestOf(1, keyed(all)));
      },
    ),
  );
});

test('[CHN1] adding and removing along the way ends at the digest of what is present', () => {
  fc.assert(
    fc.property(records, records, fc.integer({ min: 1, max: 9 }), (all, passing, epoch) => {
      const digest = createChannelDigest();
      for (const { key, version } of keyed(passing)) digest.add(key, version);
      for (const { key, version } of keyed(all)) digest.add(key, version);
      for (const { key, version } of keyed(passing)) digest.remove(key, version);
      expect(digest.hex(epoch)).toBe(digestOf(epoch, keyed(all)));
    }),
  );
});

test('[CHN1] one version more on one record changes the digest', () => {
  fc.assert(
    fc.property(records, fc.nat(), (all, pick) => {
      fc.pre(all.length > 0);
      const at = pick % all.length;
      const next = all.map((record, i) =>
        i === at ? { ...record, version: record.version + 1 } : record,
      );
      expect(digestOf(1, keyed(next))).not.toBe(digestOf(1, keyed(all)));
    }),
  );
});
