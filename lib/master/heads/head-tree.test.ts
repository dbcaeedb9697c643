import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BLOCK, leafOf, leafSalt, pathOf, rootOf } from './head-tree';

const sha256 = (...parts: (Buffer | string)[]) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();
const node = (left: Buffer, right: Buffer) => sha256(Buffer.from([1]), left, right);
const leaves = (count: number) => Array.from({ length: count }, (_, at) => sha256(`leaf ${at}`));

describe('the tree of a head', () => {
  test('[HED1] is that of RFC 6962: the left part is the largest power of two', () => {
    const [a, b, c, d, e, f, g] = leaves(7) as [Buffer, ...Buffer[]] & Buffer[];
    if (!(b && c && d && e && f && g)) throw new Error('seven leaves');
    expect(rootOf([])).toEqual(sha256(''));
    expect(rootOf([a])).toEqual(a);
    expect(rootOf([a, b, c])).toEqual(node(node(a, b), c));
    const left = node(node(a, b), node(c, d));
    expect(rootOf([a, b, c, d, e, f, g])).toEqual(node(left, node(node(e, f), g)));
  });

  test.each([1, 2, 3, 7, 8, 255, 256, 257, 600, 1025])(
    '[HED1] every leaf of %i has a path to the root, by blocks as without',
    (count) => {
      const all = leaves(count);
      const root = rootOf(all);
      const blocks = Array.from({ length: Math.ceil(count / BLOCK) }, (_, at) =>
        rootOf(all.slice(at * BLOCK, at * BLOCK + BLOCK)),
      );
      expect(rootOf(blocks)).toEqual(root);
      for (const at of new Set([0, 1, count >> 1, count - 2, count - 1])) {
        const leaf = all[at];
        if (!leaf) continue;
        const block = Math.floor(at / BLOCK);
        const beside = all.slice(block * BLOCK, block * BLOCK + BLOCK);
        const path = [...pathOf(beside, at % BLOCK), ...pathOf(blocks, block)];
        const top = path.reduce((below, { side, hash }) => {
          const other = Buffer.from(hash, 'hex');
          return side === 'left' ? node(other, below) : node(below, other);
        }, leaf);
        expect(top).toEqual(root);
        expect(path).toEqual(pathOf(all, at));
      }
    },
  );

  test('[HED2] a leaf is another in each head, and no salt tells of another lot', () => {
    const lot = { lotId: 42, entry: 7, hash: 'ab'.repeat(32) };
    const [one, two] = [randomBytes(32), randomBytes(32)];
    expect(leafOf(lot, one)).not.toEqual(leafOf(lot, two));
    expect(leafSalt(one, 42)).not.toBe(leafSalt(one, 43));
    expect(leafSalt(one, 42)).toMatch(/^[0-9a-f]{64}$/);
  });
});
