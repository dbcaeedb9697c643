import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BufferEntry, SyncBuffer } from './sync-buffer';

interface Change {
  key: string;
  version: number;
}
type Step =
  | { do: 'put'; id: number }
  | { do: 'take' }
  | { do: 'answer'; keep: number }
  | { do: 'fail' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), id: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), keep: fc.nat(0xff) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
);
const plan = fc.record({
  firstSeq: fc.oneof(fc.integer({ min: 0xffff_ffe0, max: 0xffff_ffff }), fc.nat(10)),
  // 24 numbers for at most 8 keys, one resync and 5 in flight: they wrap again and again.
  seqCount: fc.constantFrom(undefined, 24),
  batchMax: fc.integer({ min: 1, max: 5 }),
  bufferMax: fc.oneof(fc.constant(1_000), fc.integer({ min: 1, max: 6 })),
  steps: fc.array(step, { maxLength: 200 }),
});

test('[NTF1][NTF2][NTF3][NTF4][NTF5] whatever is lost or late, the destination is told every newest version or to compare, at any seq', () => {
  fc.assert(
    fc.property(plan, ({ firstSeq, seqCount, batchMax, bufferMax, steps }) => {
      const buffer = new SyncBuffer<Change>({
        firstSeq,
        ...(seqCount !== undefined && { seqCount }),
        batchMax: () => batchMax,
        bufferMax: () => bufferMax,
      });
      const truth = new Map<string, number>();
      const told = new Map<string, number>();
      let flying: BufferEntry<Change>[] = [];

      /** The destination hears an entry: a resync shows it all that is true at that moment. */
      const hear = (entry: BufferEntry<Change>) => {
        if (entry.change === null) for (const [key, version] of truth) told.set(key, version);
        else if ((told.get(entry.change.key) ?? 0) < entry.change.version) {
          told.set(entry.change.key, entry.change.version);
        }
      };
      const take = () => {
        const taken = buffer.take();
        if (taken === null) return;
        expect(taken.length).toBeLessThanOrEqual(batchMax);
        expect(new Set(taken.map((entry) => entry.seq)).size).toBe(taken.length);
        flying = taken;
      };
      const answer = (keep: number) => {
        const heard = flying.filter((_, at) => (keep >> at) & 1);
        heard.forEach(hear);
        buffer.acknowledge(heard.map((entry) => entry.seq));
        flying = [];
      };

      steps.forEach((one, at) => {
        if (one.do === 'put') {
          const key = `lot:${one.id}`;
          truth.set(key, (truth.get(key) ?? 0) + 1);
          buffer.put({ key, version: truth.get(key) ?? 0 }, at);
        } else if (one.do === 'take') take();
        else if (one.do === 'answer') answer(one.keep);
        else {
          buffer.fail();
          flying = [];
        }
        expect(buffer.size).toBeLessThanOrEqual(Math.min(truth.size + 1, bufferMax + 1));
        expect(buffer.oldestAtMs() === null).toBe(buffer.size === 0);
      });

      answer(0xff);
      for (let turns = 0; buffer.size > 0; turns += 1) {
        expect(turns).toBeLessThan(20);
        take();
        answer(0xff);
      }
      expect(told).toEqual(truth);
    }),
    { numRuns: Math.max(2_000, fc.readConfigureGlobal().numRuns ?? 0) },
  );
});
