import { expect, test } from 'vitest';
import { slugOf } from './slug';

test.each([
  ['Clocks & watches, part II', 'clocks-watches-part-ii'],
  ['  Café Müller — 1925  ', 'cafe-muller-1925'],
  ['青瓷', 'sale'],
  ['', 'sale'],
  ['../../etc/passwd', 'etc-passwd'],
])('%j becomes %j', (text, slug) => expect(slugOf(text)).toBe(slug));

test('a long title is cut between words', () => {
  const slug = slugOf('word '.repeat(40));
  expect(slug.length).toBeLessThanOrEqual(60);
  expect(slug).toMatch(/^(?:word-)+word$/);
});

test('what is left of one endless word is the fallback', () => {
  expect(slugOf('x'.repeat(200), 'lot')).toBe('lot');
});
