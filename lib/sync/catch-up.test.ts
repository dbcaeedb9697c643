import { describe, expect, test } from 'vitest';
import { catchUp, type HeldChannel } from './catch-up';

const lot = (id: number, version: number, gone = false) => ({ id, version, gone });
const channels: HeldChannel[] = [
  { name: 'auction:7/0', digest: 'a'.repeat(16), lots: [lot(1, 5), lot(2, 3), lot(3, 9, true)] },
  { name: 'auction:7/1', digest: 'b'.repeat(16), lots: [lot(4, 1)] },
];
const have = (...held: [number, number][]) => ({ epoch: 2, have: new Map(held) });

describe('catching up', () => {
  test('[PSH2] a page gets exactly what is newer than it holds', () => {
    expect(catchUp(2, channels, have([1, 5], [2, 2]))).toEqual({
      kind: 'newer',
      lots: [2, 4],
      gone: [],
    });
  });

  test('[PSH2] a page that holds everything gets nothing', () => {
    expect(catchUp(2, channels, have([1, 5], [2, 3], [4, 1]))).toEqual({
      kind: 'newer',
      lots: [],
      gone: [],
    });
  });

  test('[FET5] a page that holds a lot that is gone is told so; others are not', () => {
    expect(catchUp(2, channels, have([1, 5], [2, 3], [3, 8], [4, 1]))).toEqual({
      kind: 'newer',
      lots: [],
      gone: [3],
    });
  });

  test('[G4][FET5] a claim to a newer version is neither answered with an older one nor a demand', () => {
    expect(catchUp(2, channels, have([1, 99], [2, 3], [4, 1]))).toEqual({
      kind: 'newer',
      lots: [],
      gone: [],
    });
  });

  test('[PSH2] a page with a lot that is in none of its channels starts anew', () => {
    expect(catchUp(2, channels, have([1, 5], [77, 1]))).toEqual({
      kind: 'reset',
      lots: [1, 2, 4],
      gone: [],
    });
  });

  test.each([0, 1])('[EPO2][PSH2] a page of epoch %i below ours starts anew', (epoch) => {
    const page = { epoch, have: new Map([[1, 5]]) };
    expect(catchUp(2, channels, page)).toEqual({ kind: 'reset', lots: [1, 2, 4], gone: [] });
  });

  test('[EPO2] a page that has seen a higher epoch gets nothing from a terminal that is behind', () => {
    expect(catchUp(2, channels, { epoch: 3, have: new Map() })).toEqual({ kind: 'behind' });
  });

  test('[PSH5, FET5] a page that says it holds the tombstone is not told again', () => {
    const held = [{ name: 'auction:7/0', digest: 'd', lots: [lot(3, 9, true)] }];
    expect(catchUp(2, held, have([3, 9]))).toEqual({ kind: 'newer', lots: [], gone: [] });
  });

  test('[PSH2] with digests only channels that differ are sent, tombstones too', () => {
    const digests = { 'auction:7/0': 'f'.repeat(16), 'auction:7/1': 'b'.repeat(16) };
    const page = { epoch: 2, have: new Map(), digests };
    expect(catchUp(2, channels, page)).toEqual({ kind: 'newer', lots: [1, 2], gone: [3] });
  });

  test('[PSH2] with digests a channel the page does not hold is sent whole', () => {
    const page = { epoch: 2, have: new Map(), digests: { 'auction:7/0': 'a'.repeat(16) } };
    expect(catchUp(2, channels, page)).toEqual({ kind: 'newer', lots: [4], gone: [] });
  });

  test('[PSH2] with a digest of a channel that is not watched the page starts anew', () => {
    const page = { epoch: 2, have: new Map(), digests: { 'auction:8/0': 'a'.repeat(16) } };
    expect(catchUp(2, channels, page).kind).toBe('reset');
  });
});
