import { expect, test } from 'vitest';
import { formatHave, HAVE_MAX_CHARS, parseHave } from './have';

const held = (count: number) =>
  Array.from({ length: count }, (_, at) => [at + 1, at + 100] as const);

test('[PSH2] what a page holds survives the way to the terminal', () => {
  const text = formatHave(held(256));
  expect(text).not.toBeNull();
  expect(parseHave(text ?? '')).toEqual({ ok: true, value: new Map(held(256)) });
  expect(parseHave('')).toEqual({ ok: true, value: new Map() });
});

test('[PSH2] above 4 KB there is no have: digests go instead', () => {
  expect(formatHave(held(1_000))).toBeNull();
});

test.each([
  ['42', 'malformed'],
  ['42.0', 'malformed'],
  ['0.1', 'malformed'],
  ['42.17,', 'malformed'],
  [',42.17', 'malformed'],
  ['-1.2', 'malformed'],
  ['42.17 ', 'malformed'],
  ['42.2147483648', 'malformed'],
  ['42.17.3', 'malformed'],
  ['1e3.1', 'malformed'],
  ['42.17,42.18', 'twice'],
  [`${'1.1,'.repeat(HAVE_MAX_CHARS)}1.1`, 'too-long'],
])('[PSH2] %.20s is refused', (text, kind) => {
  expect(parseHave(text)).toEqual({ ok: false, error: kind });
});
