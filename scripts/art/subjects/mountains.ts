import type { Chance } from '../drawing/chance';
import { type Lch, oklch, tone } from '../drawing/color';
import { type Box, boxPath, framed } from '../drawing/frame';
import { entry, lerp, line, n, type Point, petal, polygon, steps } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { wallShadow } from '../drawing/stage';
import type { Drawing, Easel } from '../subject';

/** Air, far hills, near hills and the sun or moon of one hour of the day. */
const HOURS = {
  dawn: {
    high: oklch(0.83, 0.07, 62),
    low: oklch(0.95, 0.03, 85),
    far: { l: 0.78, c: 0.045, h: 232 },
    near: { l: 0.29, c: 0.035, h: 205 },
    disc: oklch(0.66, 0.17, 38),
    mist: oklch(0.94, 0.02, 80),
  },
  night: {
    high: oklch(0.34, 0.05, 258),
    low: oklch(0.62, 0.05, 245),
    far: { l: 0.54, c: 0.045, h: 248 },
    near: { l: 0.19, c: 0.035, h: 258 },
    disc: oklch(0.94, 0.035, 95),
    mist: oklch(0.7, 0.035, 240),
  },
  autumn: {
    high: oklch(0.92, 0.025, 95),
    low: oklch(0.95, 0.02, 90),
    far: { l: 0.76, c: 0.04, h: 160 },
    near: { l: 0.36, c: 0.075, h: 48 },
    disc: oklch(0.72, 0.1, 60),
    mist: oklch(0.94, 0.015, 95),
  },
} satisfies Record<
  string,
  { high: string; low: string; far: Lch; near: Lch; disc: string; mist: string }
>;

export interface MountainOptions {
  readonly hour: keyof typeof HOURS;
  readonly mount: 'frame' | 'scroll';
}

/** A woodblock-like landscape of hills in mist, framed or mounted as a hanging scroll. */
export function mountains(options: MountainOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const scroll = options.mount === 'scroll';
    const box: Box = scroll
      ? { x: 390, y: 310, w: 420, h: 860 }
      : { x: 245, y: 230, w: 710, h: 960 };
    const art = hills(sheet, chance, box, options.hour);
    const set = scroll
      ? hanging(sheet, box, art)
      : framed(sheet, { box, mat: 74, frame: 26, wood: { l: 0.32, c: 0.035, h: 58 }, art });
    return {
      ...set,
      standing: false,
      focus: [box.x + box.w * 0.4, box.y + box.h * 0.74],
      sizePx: box.h,
    };
  };
}

/** A rough skyline by midpoint displacement: heights in pixels at `2^levels + 1` places. */
function skyline(chance: Chance, height: number, levels: number): number[] {
  let line = [0, 1, 2, 3].map(() => chance.between(-0.6, 1) * height);
  let amplitude = height * 0.55;
  for (let level = 0; level < levels; level++) {
    line = line.flatMap((value, i) => {
      const next = line[i + 1];
      return next === undefined
        ? [value]
        : [value, (value + next) / 2 + chance.between(-0.5, 0.5) * amplitude];
    });
    amplitude *= level < 2 ? 0.6 : 0.48;
  }
  return line;
}

const LAYERS = 7;

function hills(sheet: Sheet, chance: Chance, { w, h }: Box, hour: keyof typeof HOURS): string {
  const air = HOURS[hour];
  const side = chance.pick([0.27, 0.7]);
  const parts = [
    `<rect width="${w}" height="${h}" fill="${sheet.linear([
      [0, air.high],
      [0.42, air.low],
      [1, air.low],
    ])}"/>`,
    `<circle cx="${n(w * side)}" cy="${n(h * 0.19)}" r="${n(w * 0.075)}" fill="${air.disc}"/>`,
  ];
  for (let k = 0; k < LAYERS; k++) {
    const t = k / (LAYERS - 1);
    const ink: Lch = {
      l: lerp(air.far.l, air.near.l, t ** 1.15),
      c: lerp(air.far.c, air.near.c, t),
      h: lerp(air.far.h, air.near.h, t),
    };
    parts.push(layer(sheet, chance, { w, h, t, ink, mist: air.mist }));
    if (k === 2) parts.push(birds(chance, w, h, tone(air.near)));
  }
  parts.push(pines(chance, w, h, air.near), seal(w, h));
  const paper = sheet.noise({ frequency: '.02 .5', color: '#5a4c38', strength: 1.4, cut: 0.46 });
  parts.push(`<rect width="${w}" height="${h}" filter="${paper}" opacity=".12"/>`);
  return parts.join('');
}

interface LayerSpec {
  w: number;
  h: number;
  /** 0 farthest, 1 nearest. */
  t: number;
  ink: Lch;
  mist: string;
}

/** One range of hills: ink at the crest, thinning into mist, with dry strokes down its folds. */
function layer(sheet: Sheet, chance: Chance, { w, h, t, ink, mist }: LayerSpec): string {
  const base = h * lerp(0.36, 0.9, t);
  const heights = skyline(chance, h * lerp(0.2, 0.1, t), 5);
  const crest = heights.map((y, i): Point => [(i / (heights.length - 1)) * w, base - y]);
  const peak = Math.min(...crest.map(([, y]) => y));
  const fill = sheet.linearIn(
    [
      [0, tone(ink)],
      [0.35, tone(ink, 0.05), 0.95],
      [1, mist, t > 0.95 ? 1 : 0.35],
    ],
    { from: [0, peak], to: [0, peak + h * lerp(0.3, 0.42, t)] },
  );
  const wash = t > 0.95 ? tone(ink, 0.02) : fill;
  const outline = [...crest, [w, h] as Point, [0, h] as Point];
  const folds: string[] = [];
  for (let i = 3; i < crest.length - 3; i += 2) {
    const [x, y] = entry(crest, i);
    const lean = (entry(crest, i + 2)[1] - entry(crest, i - 2)[1]) * 0.45;
    if (chance.next() < 0.35) continue;
    const drop = chance.between(10, 46) * (0.6 + t);
    folds.push(
      `M${n(x)} ${n(y + 5)}q${n(lean * 0.2 + 3)} ${n(drop * 0.5)} ${n(lean * 0.5 + chance.between(-6, 10))} ${n(drop)}`,
    );
  }
  return [
    `<path d="${polygon(outline)}" fill="${wash}"/>`,
    `<path d="${line(crest)}" fill="none" stroke="${tone(ink, -0.07)}" stroke-width="${n(1.5 + t * 2)}" stroke-linejoin="round" opacity=".8"/>`,
    `<path d="${folds.join('')}" fill="none" stroke="${tone(ink, -0.08)}" stroke-width="${n(1.4 + t * 1.6)}" stroke-linecap="round" opacity=".42"/>`,
  ].join('');
}

function birds(chance: Chance, w: number, h: number, color: string): string {
  const marks = [0, 1, 2, 3, 4].map((i) => {
    const [x, y] = [w * chance.between(0.38, 0.6) + i * 9, h * chance.between(0.2, 0.29)];
    return `M${n(x - 12)} ${n(y - 5)}q8 -3 12 5q5 -8 12 -6`;
  });
  return `<path d="${marks.join('')}" fill="none" stroke="${color}" stroke-width="2.4" stroke-linecap="round" opacity=".75"/>`;
}

/** A stand of pines on the near slope: leaning trunks, needles in flat clouds. */
function pines(chance: Chance, w: number, h: number, near: Lch): string {
  let out = '';
  for (let i = 0; i < 6; i++) {
    const x = w * (0.1 + i * 0.085 + chance.between(-0.02, 0.02));
    const foot = h * chance.between(0.95, 1);
    const tall = h * chance.between(0.15, 0.24);
    const lean = chance.between(-26, 30);
    const trunk = steps(10).map(
      (s): Point => [x + lean * s ** 1.5 + Math.sin(s * 5 + i) * 5, foot - tall * s],
    );
    out += `<path d="${line(trunk)}" fill="none" stroke="${tone(near, -0.1)}" stroke-width="${n(w * 0.009)}" stroke-linecap="round"/>`;
    for (let k = 0; k < 7; k++) {
      const [bx, by] = entry(trunk, 4 + Math.min(6, k));
      const wide = w * 0.11 * (1.1 - k * 0.1) * chance.between(0.8, 1.15);
      const shift = (k % 2 ? 1 : -1) * wide * 0.3;
      const color = tone(near, chance.between(-0.05, 0.06), 1.2);
      out += `<path d="${polygon(petal([bx + shift - wide / 2, by], 0, wide, wide * 0.26, 1))}" fill="${color}"/>`;
      for (let q = 0; q < 8; q++) {
        const sx = bx + shift - wide * 0.4 + (q / 7) * wide * 0.8;
        out += `<path d="M${n(sx)} ${n(by)}l${n(chance.between(-5, 5))} ${n(-wide * 0.16)}" stroke="${color}" stroke-width="2"/>`;
      }
    }
  }
  return out;
}

/** A red seal with a device, not letters: a hill in a square. */
function seal(w: number, h: number): string {
  const s = w * 0.055;
  return `<g transform="translate(${n(w - s * 2.1)} ${n(h - s * 2.1)})"><rect width="${n(s)}" height="${n(s)}" rx="3" fill="${oklch(0.52, 0.18, 30)}"/><path d="M${n(s * 0.16)} ${n(s * 0.8)}L${n(s * 0.42)} ${n(s * 0.28)}L${n(s * 0.56)} ${n(s * 0.55)}L${n(s * 0.68)} ${n(s * 0.4)}L${n(s * 0.86)} ${n(s * 0.8)}Z" fill="none" stroke="${oklch(0.94, 0.02, 80)}" stroke-width="${n(s * 0.08)}"/></g>`;
}

/** A hanging scroll: silk mount with a small figure, rod above, roller with ends below, cord. */
function hanging(sheet: Sheet, box: Box, art: string): { body: string; shadow: string } {
  const silk: Box = { x: box.x - 62, y: box.y - 150, w: box.w + 124, h: box.h + 250 };
  const bottom = silk.y + silk.h;
  const figures: string[] = [];
  for (let y = 0; y * 26 < silk.h - 20; y++)
    for (let x = 0; x * 26 < silk.w - 20; x++)
      figures.push(
        `M${n(silk.x + 14 + x * 26 + (y % 2) * 13)} ${n(silk.y + 12 + y * 26)}l6 6l-6 6l-6 -6Z`,
      );
  const rod = sheet.linear([
    [0, oklch(0.46, 0.06, 45)],
    [0.3, oklch(0.56, 0.065, 50)],
    [1, oklch(0.22, 0.04, 40)],
  ]);
  const bone = sheet.linear([
    [0, oklch(0.93, 0.025, 90)],
    [0.4, oklch(0.97, 0.015, 90)],
    [1, oklch(0.66, 0.04, 75)],
  ]);
  const outline = `${boxPath(silk)}M${n(silk.x - 30)} ${n(bottom - 14)}h${n(silk.w + 60)}v34h${n(-silk.w - 60)}Z`;
  const cord = `M${n(silk.x + 120)} ${n(silk.y - 8)}L600 ${n(silk.y - 74)}L${n(silk.x + silk.w - 120)} ${n(silk.y - 8)}`;
  const body = [
    `<path d="${cord}" fill="none" stroke="${oklch(0.5, 0.07, 60)}" stroke-width="4"/><circle cx="600" cy="${n(silk.y - 76)}" r="6" fill="#3b3a36"/>`,
    `<path d="${boxPath(silk)}" fill="${sheet.linear(
      [
        [0, oklch(0.72, 0.035, 195)],
        [0.5, oklch(0.68, 0.035, 195)],
        [1, oklch(0.62, 0.035, 198)],
      ],
      [1, 0.3],
    )}"/>`,
    `<g clip-path="${sheet.clip(boxPath(silk))}"><path d="${figures.join('')}" fill="${oklch(0.78, 0.035, 190)}" opacity=".5"/></g>`,
    `<path d="${boxPath(box, 16)}" fill="${oklch(0.87, 0.03, 88)}"/>`,
    `<path d="${boxPath(box, 16)}" fill="none" stroke="${oklch(0.55, 0.05, 70)}" stroke-width="2"/>`,
    `<g clip-path="${sheet.clip(boxPath(box))}"><g transform="translate(${box.x} ${box.y})">${art}</g></g>`,
    `<rect x="${silk.x - 6}" y="${silk.y - 12}" width="${silk.w + 12}" height="16" fill="${rod}"/>`,
    `<rect x="${silk.x - 8}" y="${bottom - 14}" width="${silk.w + 16}" height="34" fill="${rod}"/>`,
    ...[silk.x - 38, silk.x + silk.w + 6].map(
      (x) => `<rect x="${x}" y="${bottom - 17}" width="32" height="40" rx="5" fill="${bone}"/>`,
    ),
  ].join('');
  return { body, shadow: wallShadow(sheet, outline, 13) };
}
