import { expect, it } from 'vitest';
import { clock, minor } from '../../lib/auction/testing/room';
import { Story } from '../../lib/auction/testing/story';
import { FIRST_VIEW, type LotLife, pageOf, pressed, wholeLife } from './pages';

/** A opens at 100, B is outbid, the lot is sold to A. */
function life(): LotLife {
  const story = new Story({ reserveMinor: minor(120) });
  story.max('A', 150);
  story.max('B', 109);
  story.max('B', 130);
  story.run({ kind: 'closeLot', by: 'clock' }, clock('12:00:00.500'));
  return { lotId: 42, steps: story.steps, problem: null };
}

/** The page after these keys. */
function after(keys: readonly string[]): string {
  const one = life();
  let view = FIRST_VIEW;
  for (const key of keys) view = pressed(view, key, one.steps.length) ?? view;
  return pageOf(one, view);
}

it('tells of an entry what was asked, what the rules said, and the lot before and after', () => {
  const page = after(['n', 'n', 'n']);
  expect(page).toContain('Lot 42, 4 of 5');
  expect(page).toContain('Entry 4, 1970-01-01 10:00:00.000');
  expect(page).toContain('Paddle 2 bids up to 130.00: it is outbid at once');
  expect(page).toContain('price    120.00  →  140.00');
  expect(page).toContain('limits   901: 150.00');
});

it('goes on, back, to the end and to the start, and no further than there are entries', () => {
  expect(after(['b'])).toContain('1 of 5');
  expect(after(['n', 'right', 'b'])).toContain('2 of 5');
  expect(after(['e', 'n'])).toContain('sold to paddle 1 at 140.00');
  expect(after(['e', 's'])).toContain('The clock opens the lot');
  expect(after(['x', '?'])).toContain('1 of 5');
  expect(pressed(FIRST_VIEW, 'q', 5)).toBeNull();
});

it('says why at the key, for the entry that is looked at', () => {
  expect(after(['n', 'n'])).toContain('refused: below ask (PRX1)');
  const why = after(['n', 'n', 'w']);
  expect(why).toContain('Rule PRX1: below ask. The lot stood at 120.00, 130.00 was asked.');
  expect(why).toContain('130.00 would have been taken.');
  expect(why).toContain('All else as it was, 150.01 would have won.');
  expect(after(['n', 'n', 'w', 'w'])).not.toContain('would have won');
  expect(after(['n', 'n', 'w', 'n'])).not.toContain('would have won');
  expect(after(['w'])).toContain('Only bids are asked why.');
});

it('prints the whole life where nobody presses keys, and what does not follow', () => {
  const printed = wholeLife({ ...life(), problem: 'Entry 6 does not follow.' });
  expect(printed.match(/^Entry \d+, /gm)).toHaveLength(5);
  expect(printed).toContain('All else as it was, 150.01 would have won.');
  expect(printed.endsWith('Entry 6 does not follow.')).toBe(true);
});
