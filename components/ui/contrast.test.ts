import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { STYLE as LITE } from '@/lib/master/lite/style';

// The pairs of colours that pages use, computed from what is served, as 8-bit sRGB: text at 4.5:1, lines and
// edges that say something at 3:1 (WCAG 1.4.3, 1.4.11). Would catch: a token changed by eye.

const TOKENS = readFileSync(path.resolve('app', 'tokens.css'), 'utf8');
const STATES = ['winning', 'outbid', 'reserve', 'ending', 'live', 'stale', 'danger'];
const GROUNDS = ['paper', 'surface', 'sunk'];

type Rgb = readonly [number, number, number];

/** OKLCH to 8-bit sRGB (Ottosson). */
function rgbOf(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((part) => {
    const clipped = Math.min(1, Math.max(0, part));
    const coded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(coded * 255);
  }) as unknown as Rgb;
}

const hexOf = (hex: string) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The tokens of one block: `--ink: oklch(0.225 0.028 205)`. */
function tokensIn(block: string): Map<string, Rgb> {
  const found = block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g);
  return new Map(
    [...found].map(([, name = '', l, c, h]) => [name, rgbOf(Number(l), Number(c), Number(h))]),
  );
}

const [light, darkBySystem, darkByChoice] = TOKENS.split(/\n@media|\n\[data-theme="dark"\]/).map(
  tokensIn,
);

test('both ways into the dark look give the same colours, and the light one has each of them', () => {
  expect(darkByChoice).toEqual(darkBySystem);
  expect([...(light?.keys() ?? [])]).toEqual([...(darkBySystem?.keys() ?? [])]);
  expect(light?.size).toBeGreaterThan(30);
});

describe.each([
  ['light', light],
  ['dark', darkBySystem],
])('the %s look', (_name, tokens) => {
  const pairs: [text: string, ground: string, least: number][] = [
    ...GROUNDS.flatMap((ground) =>
      ['ink', 'ink-2', 'ink-3', ...STATES].map(
        (text) => [text, ground, 4.5] as [string, string, number],
      ),
    ),
    ...STATES.flatMap((state) =>
      [state, 'ink', 'ink-2'].map(
        (text) => [text, `${state}-tint`, 4.5] as [string, string, number],
      ),
    ),
    ...STATES.map(
      (state) =>
        [state === 'ending' ? 'on-ending' : 'on-fill', `${state}-fill`, 4.5] as [
          string,
          string,
          number,
        ],
    ),
    ['on-action', 'action', 4.5],
    ['on-action', 'action-hover', 4.5],
    ['ink', 'flash', 4.5],
    ...GROUNDS.flatMap((ground) =>
      ['line-strong', 'focus', 'ending'].map(
        (line) => [line, ground, 3] as [string, string, number],
      ),
    ),
    ...STATES.filter((state) => state !== 'ending').flatMap((state) =>
      GROUNDS.map((ground) => [`${state}-fill`, ground, 3] as [string, string, number]),
    ),
    ['focus', 'winning-tint', 3],
    ['focus', 'danger-tint', 3],
  ];
  test.each(pairs)('%s on %s is at least %d:1', (text, ground, least) => {
    const [one, other] = [tokens?.get(text), tokens?.get(ground)];
    if (!one || !other) throw new Error(`no colour ${text} or ${ground}`);
    expect(ratio(one, other)).toBeGreaterThanOrEqual(least);
  });
});

describe.each([
  ['light', LITE.split('@media(prefers-color-scheme:dark)')[0] ?? ''],
  ['dark', LITE.split('@media(prefers-color-scheme:dark)')[1] ?? ''],
])('the lite pages’ %s look', (_name, style) => {
  const declared = (selector: string, property: string): Rgb => {
    const rules = [...style.matchAll(/([^{}\n]+)\{([^{}]*)\}/g)].filter(([, selectors = '']) =>
      selectors.split(',').includes(selector),
    );
    const found = rules.map(
      ([, , body = '']) => new RegExp(`(?:^|;)${property}:[^;]*?(#[0-9a-f]{6})`).exec(body)?.[1],
    );
    const hex = found.filter(Boolean).at(-1);
    if (!hex) throw new Error(`${selector} has no ${property}`);
    return hexOf(hex);
  };
  test.each(['winning', 'outbid', 'danger', 'note', 'stale', 'act', 'second'])(
    'its text on .%s is at least 4.5:1',
    (name) => {
      const at = `.${name}`;
      expect(ratio(declared(at, 'color'), declared(at, 'background'))).toBeGreaterThanOrEqual(4.5);
    },
  );
  test('its text, quiet text, stale price and focus stand out from the page', () => {
    const page = declared('body', 'background');
    expect(ratio(declared('body', 'color'), page)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(declared('.quiet', 'color'), page)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(declared('.lost .price', 'color'), page)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(declared('.text', 'border(?:-color)?'), page)).toBeGreaterThanOrEqual(3);
    expect(ratio(declared('a:focus', 'outline(?:-color)?'), page)).toBeGreaterThanOrEqual(3);
  });
});
