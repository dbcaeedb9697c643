import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const PAGE = readFileSync('docs/PROOF.md', 'utf8');
const CELLS = [...PAGE.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];

it('each property that the page of proofs names is held by the file it names, for each format', () => {
  // Six properties, five groups of formats, and the lanes.
  expect(CELLS.length).toBe(31);
  const missing = CELLS.filter(
    ([, title = '', file = '']) => !readFileSync(resolve('docs', file), 'utf8').includes(title),
  );
  expect(missing.map(([cell]) => cell)).toEqual([]);
});

it('each file that the page of proofs names in passing is there', () => {
  const named = [...PAGE.matchAll(/`([^`\s]+\/[^`\s]+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
