import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Story } from '../../lib/auction/testing/story';
import { showLife } from './show';

/** A terminal that is given these keys, and what it showed after the last page was drawn. */
async function shown(keys: string): Promise<{ pages: string[]; modes: boolean[] }> {
  const story = new Story();
  story.max('A', 150);
  story.max('B', 120);
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
  });
  const output = new PassThrough();
  const life = { lotId: 42, steps: story.steps, problem: null };
  const done = showLife(life, { input, output });
  input.write(keys);
  await done;
  const pages = String(output.read()).split('Lot 42, ').slice(1);
  return { pages, modes };
}

it('draws a page for each key until it is left, and leaves the terminal as it was', async () => {
  const { pages, modes } = await shown('nnwbq');
  expect(pages.map((page) => page.slice(0, 6))).toEqual([
    '1 of 3',
    '2 of 3',
    '3 of 3',
    '3 of 3',
    '2 of 3',
  ]);
  expect(pages[3]).toContain('All else as it was, 150.01 would have won.');
  expect(modes).toEqual([true, false]);
});

it('is left by Ctrl-C', async () => {
  const { pages } = await shown('n\u0003n');
  expect(pages).toHaveLength(2);
});
