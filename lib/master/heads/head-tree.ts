import { createHash, createHmac } from 'node:crypto';
import { canonicalRecord } from '../../auction/ledger/canonical-record';

/** Where a lot's ledger stands: what a leaf is made of. */
export interface LeafOf {
  readonly lotId: number;
  readonly entry: number;
  /** Of that entry, hex. */
  readonly hash: string;
}

/** One step up from a leaf: the sibling, and the side it stands on. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

/** How many leaves a kept root stands for: a power of two, so that it is a node of the whole tree. */
export const BLOCK = 256;

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/**
 * The salt of a lot's leaf, hex: without it the leaves beside a lot's own, which its path shows, would let
 * anyone try whether those lots have entries that are not told yet. One tells nothing of another.
 */
export const leafSalt = (headSalt: Buffer, lotId: number): string =>
  createHmac('sha256', headSalt).update(String(lotId)).digest('hex');

/** The leaf of a lot (RFC 6962: after a zero byte). */
export function leafOf({ lotId, entry, hash }: LeafOf, headSalt: Buffer): Buffer {
  const text = canonicalRecord({ entry, hash, lotId, salt: leafSalt(headSalt, lotId) });
  return sha256(LEAF, text);
}

/** The largest power of two below `count`, which is at least 2. */
const splitOf = (count: number): number => 2 ** Math.ceil(Math.log2(count) - 1);

/** The root over nodes of one height, as RFC 6962 builds it; over none: the hash of nothing. */
export function rootOf(nodes: readonly Buffer[]): Buffer {
  const [first] = nodes;
  if (!first) return sha256();
  if (nodes.length === 1) return first;
  const split = splitOf(nodes.length);
  return sha256(NODE, rootOf(nodes.slice(0, split)), rootOf(nodes.slice(split)));
}

/** The siblings from the node at `at` up to the root over these nodes, the lowest first. */
export function pathOf(nodes: readonly Buffer[], at: number): PathStep[] {
  if (nodes.length <= 1) return [];
  const split = splitOf(nodes.length);
  const [left, right] = [nodes.slice(0, split), nodes.slice(split)];
  return at < split
    ? [...pathOf(left, at), { side: 'right', hash: rootOf(right).toString('hex') }]
    : [...pathOf(right, at - split), { side: 'left', hash: rootOf(left).toString('hex') }];
}
