import { describe, expect, test } from 'vitest';
import { SyncBuffer } from './sync-buffer';

const buffer = (
  limits: { firstSeq?: number; seqCount?: number; batchMax?: number; bufferMax?: number } = {},
) =>
  new SyncBuffer<{ key: string; version: number }>({
    firstSeq: limits.firstSeq ?? 0,
    seqCount: limits.seqCount ?? 2 ** 32,
    batchMax: () => limits.batchMax ?? 500,
    bufferMax: () => limits.bufferMax ?? 1_000,
  });
const change = (id: number, version: number) => ({ key: `lot:${id}`, version });
const seqs = (entries: { seq: number }[] | null) => entries?.map((entry) => entry.seq) ?? [];

describe('the sync buffer', () => {
  test('[NTF1] seqs count up by one and wrap from 2³² − 1 to 0', () => {
    const wrapping = buffer({ firstSeq: 0xffff_fffe });
    for (const id of [1, 2, 3]) wrapping.put(change(id, 1), 0);
    expect(seqs(wrapping.take())).toEqual([0xffff_fffe, 0xffff_ffff, 0]);
  });

  test('[NTF1] a seq that still waits when the count comes round is not drawn again', () => {
    const small = buffer({ seqCount: 4 });
    small.put(change(1, 1), 0);
    for (let version = 1; version <= 3; version += 1) small.put(change(2, version), 0);
    small.put(change(3, 1), 0);
    expect(small.take()).toEqual([
      { seq: 0, change: change(1, 1) },
      { seq: 3, change: change(2, 3) },
      { seq: 1, change: change(3, 1) },
    ]);
  });

  test('[NTF2] a change to a key that waits replaces it with a new seq and the new version', () => {
    const one = buffer();
    one.put(change(1, 1), 0);
    one.put(change(2, 1), 0);
    one.put(change(1, 2), 0);
    expect(one.take()).toEqual([
      { seq: 1, change: change(2, 1) },
      { seq: 2, change: change(1, 2) },
    ]);
  });

  test('[NTF2] an older or equal version never replaces what waits', () => {
    const one = buffer();
    one.put(change(1, 5), 0);
    one.put(change(1, 4), 0);
    one.put(change(1, 5), 0);
    expect(one.take()).toEqual([{ seq: 0, change: change(1, 5) }]);
  });

  test('[NTF3] an entry replaced while its message flew survives the acknowledgement', () => {
    const one = buffer();
    one.put(change(1, 1), 10);
    const sent = one.take();
    one.put(change(1, 2), 20);
    one.acknowledge(seqs(sent));
    expect(one.size).toBe(1);
    expect(one.oldestAtMs()).toBe(20);
    expect(one.take()).toEqual([{ seq: 1, change: change(1, 2) }]);
  });

  test('[NTF3] seqs that were never sent acknowledge nothing, and unnamed ones go out again', () => {
    const one = buffer();
    one.put(change(1, 1), 0);
    one.put(change(2, 1), 0);
    one.take();
    one.acknowledge([1, 77]);
    expect(one.take()).toEqual([{ seq: 0, change: change(1, 1) }]);
  });

  test('[NTF4] a failed message goes out again as it was, with what came since, and its age counts', () => {
    const one = buffer();
    one.put(change(1, 1), 10);
    one.take();
    one.put(change(2, 1), 20);
    one.fail();
    expect(one.oldestAtMs()).toBe(10);
    expect(seqs(one.take())).toEqual([0, 1]);
  });

  test('[NTF4] what does not fit batchMax goes out in several messages, oldest first', () => {
    const one = buffer({ batchMax: 2 });
    for (const id of [1, 2, 3]) one.put(change(id, 1), 0);
    const first = one.take();
    expect(seqs(first)).toEqual([0, 1]);
    one.acknowledge(seqs(first));
    expect(seqs(one.take())).toEqual([2]);
  });

  test('[NTF5] past bufferMax keys everything becomes one resync, which also covers what follows', () => {
    const one = buffer({ bufferMax: 2 });
    for (const id of [1, 2, 3, 4]) one.put(change(id, 1), id);
    expect(one.size).toBe(1);
    expect(one.oldestAtMs()).toBe(1);
    const sent = one.take();
    expect(sent).toEqual([{ seq: 2, change: null }]);
    one.put(change(5, 1), 5);
    one.acknowledge(seqs(sent));
    expect(one.take()).toEqual([{ seq: 3, change: change(5, 1) }]);
  });

  test('[NTF5] a resync while a message flies is not deleted by that message’s acknowledgement', () => {
    const one = buffer();
    one.put(change(1, 1), 0);
    const sent = one.take();
    one.resync(5);
    one.acknowledge(seqs(sent));
    expect(one.take()?.map((entry) => entry.change)).toEqual([null]);
  });

  test('[NTF6] nothing is taken while a message flies', () => {
    const one = buffer();
    one.put(change(1, 1), 0);
    one.take();
    one.put(change(2, 1), 0);
    expect(one.inFlight).toBe(true);
    expect(one.take()).toBeNull();
    one.fail();
    expect(one.inFlight).toBe(false);
  });
});
