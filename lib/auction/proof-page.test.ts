import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const CELLS = [...readFileSync('docs/PROOF.md', 'utf8').matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];

it('each property that the page of proofs names is held by the file it names, for each format', () => {
  // Six properties, five groups of formats.
  expect(CELLS.length).toBe(30);
  const missing = CELLS.filter(
    ([, title = '', file = '']) => !readFileSync(resolve('docs', file), 'utf8').includes(title),
  );
  expect(missing.map(([cell]) => cell)).toEqual([]);
});
