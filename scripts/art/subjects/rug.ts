import type { Chance } from '../drawing/chance';
import { type Lch, tone } from '../drawing/color';
import { type Box, boxPath } from '../drawing/frame';
import { n } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { wallShadow } from '../drawing/stage';
import type { Drawing, Easel } from '../subject';

/** Dyes of one rug: 0 ground, 1 main, 2 ivory, 3 gold, 4 green, 5 dark outline. */
const DYES = {
  madder: [
    { l: 0.3, c: 0.065, h: 255 },
    { l: 0.43, c: 0.13, h: 28 },
    { l: 0.86, c: 0.035, h: 85 },
    { l: 0.68, c: 0.105, h: 75 },
    { l: 0.48, c: 0.055, h: 165 },
    { l: 0.24, c: 0.03, h: 40 },
  ],
  indigo: [
    { l: 0.52, c: 0.11, h: 38 },
    { l: 0.34, c: 0.08, h: 255 },
    { l: 0.88, c: 0.03, h: 88 },
    { l: 0.72, c: 0.09, h: 80 },
    { l: 0.6, c: 0.05, h: 200 },
    { l: 0.22, c: 0.03, h: 250 },
  ],
} satisfies Record<string, readonly Lch[]>;

export interface RugOptions {
  readonly dyes: keyof typeof DYES;
  readonly field: 'medallions' | 'bands';
}

const KNOT = 8;
const COLUMNS = 92;
const ROWS = 142;
/** Width of the border in knots. */
const BORDER = 15;

/** A village rug laid flat: a design of knots, mirrored both ways, in uneven dyes. */
export function rug(options: RugOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const box: Box = { x: 600 - (COLUMNS * KNOT) / 2, y: 182, w: COLUMNS * KNOT, h: ROWS * KNOT };
    const dyes = DYES[options.dyes].map((dye) => ({ ...dye, h: dye.h + chance.between(-6, 6) }));
    const field = options.field === 'medallions' ? medallions(chance) : bands(chance);
    const outline = boxPath(box);
    const body = [
      fringe(chance, box),
      `<g transform="translate(${box.x} ${box.y})">${knots(chance, dyes, field)}</g>`,
      weave(sheet, box),
    ].join('');
    return {
      body,
      shadow: wallShadow(sheet, outline, 9),
      standing: false,
      focus: [600, box.y + box.h * 0.38],
      sizePx: box.h,
    };
  };
}

/** The dye number of a knot, counted from the corner of the field's first quarter. */
type Field = (x: number, y: number) => number;

/** Runs of equal knots as rectangles; every few rows the dye lot changes a little. */
function knots(chance: Chance, dyes: readonly Lch[], field: Field): string {
  let out = '';
  let lot = 0;
  for (let y = 0; y < ROWS; y++) {
    if (chance.next() < 0.16) lot = chance.between(-0.018, 0.018);
    let start = 0;
    for (let x = 1; x <= COLUMNS; x++) {
      const dye = knotDye(field, start, y);
      if (x < COLUMNS && knotDye(field, x, y) === dye) continue;
      const color = dyes[dye];
      if (color)
        out += `<rect x="${start * KNOT}" y="${y * KNOT}" width="${(x - start) * KNOT + 0.5}" height="${KNOT + 0.5}" fill="${tone(color, lot + chance.between(-0.008, 0.008))}"/>`;
      start = x;
    }
  }
  return out;
}

function knotDye(field: Field, x: number, y: number): number {
  const mx = Math.min(x, COLUMNS - 1 - x);
  const my = Math.min(y, ROWS - 1 - y);
  return Math.min(mx, my) < BORDER ? border(mx, my) : field(mx - BORDER, my - BORDER);
}

/** Guard stripes outside and in, a chain of stepped stars between. */
function border(x: number, y: number): number {
  const deep = Math.min(x, y);
  if (deep < 2) return 5;
  if (deep === 2 || deep === 12) return 2;
  if (deep === 13) return 3;
  if (deep === 14) return 5;
  const corner = x < BORDER && y < BORDER;
  const along = x < y ? y : x;
  const across = corner ? Math.abs(x - 7) : Math.abs(deep - 7);
  const beat = corner ? Math.abs(y - 7) : Math.abs(((along + 4) % 10) - 5);
  const star = across + beat;
  if (star <= 1) return 3;
  if (star <= 3) return across === beat ? 1 : 2;
  if (star === 4) return 5;
  return across >= 4 && beat >= 4 ? 4 : 1;
}

const FIELD_W = COLUMNS / 2 - BORDER;
const FIELD_H = ROWS / 2 - BORDER;

/** Stepped diamonds down the middle with hooks, small stars in the ground. */
function medallions(chance: Chance): Field {
  const size = Math.round(chance.between(20, 23));
  const twist = chance.pick([0, 1]);
  return (x, y) => {
    const dx = FIELD_W - 1 - x;
    const dy = Math.abs(((FIELD_H - 1 - y + size) % (2 * size)) - size);
    const ring = dx + Math.floor(dy / 2) * 2;
    if (ring < 3) return 1;
    if (ring < 6) return 2;
    if (ring < 10) return twist ? 4 : 3;
    if (ring < 12) return 5;
    if (ring < 18) return (dx + dy) % 6 < 2 && ring > 13 && ring < 17 ? 2 : 1;
    if (ring < 20) return 2;
    if (ring === 20) return 5;
    const hook = ring > 20 && ring < 25 && (dy + dx * 2) % 7 < 2;
    if (hook) return 3;
    const star = Math.abs((x % 12) - 5) + Math.abs((y % 14) - 6);
    if (ring > 26) return star === 0 ? 2 : star < 3 ? 3 : star === 3 ? 5 : 0;
    return 0;
  };
}

/** Broad bands of zigzag, diamonds and stripes, as flat-woven covers have. */
function bands(chance: Chance): Field {
  const order = [0, 1, 2, 3].map((i) => ({
    kind: (i + (chance.next() < 0.5 ? 1 : 3)) % 3,
    ground: [1, 0, 4, 1][i] ?? 0,
  }));
  const tall = 13;
  return (x, y) => {
    const i = Math.floor(y / tall);
    const inner = y % tall;
    const { kind, ground } = order[i % order.length] ?? { kind: 0, ground: 0 };
    if (inner === 0) return 5;
    if (inner === 1 || inner === tall - 1) return 2;
    const fromMiddle = Math.abs(inner - 7);
    if (kind === 0) {
      const zig = Math.abs(((x + 2) % 10) - 5);
      const d = inner - 3 - zig;
      return d === 0 || d === 1 ? 2 : d === 2 ? 5 : d === 4 ? 3 : ground;
    }
    if (kind === 1) {
      const diamond = fromMiddle + Math.abs((x % 11) - 5);
      return diamond < 2 ? 5 : diamond < 4 ? 3 : diamond === 4 ? 2 : diamond === 5 ? 5 : ground;
    }
    return fromMiddle < 2
      ? (x + inner) % 4 < 2
        ? 2
        : 3
      : fromMiddle === 2
        ? 5
        : fromMiddle < 5
          ? x % 6 < 2 && fromMiddle === 4
            ? 3
            : ground
          : ground;
  };
}

function fringe(chance: Chance, { x, y, w, h }: Box): string {
  const threads: string[] = [];
  for (let at = 4; at < w; at += 8) {
    const sway = () => n(chance.between(-7, 7));
    threads.push(
      `M${n(x + at)} ${y + 2}q${sway()} -26 ${sway()} ${n(-chance.between(38, 54))}M${n(x + at)} ${y + h - 2}q${sway()} 26 ${sway()} ${n(chance.between(38, 54))}`,
    );
  }
  const d = threads.join('');
  return `<path d="${d}" transform="translate(3 4)" fill="none" stroke="#000" stroke-opacity=".16" stroke-width="4"/><path d="${d}" fill="none" stroke="#e6dcc6" stroke-width="3.4" stroke-linecap="round"/>`;
}

/** Pile and weft: a dark thread between rows, a fine nap, and light falling off to the lower right. */
function weave(sheet: Sheet, box: Box): string {
  const rows = Array.from(
    { length: ROWS },
    (_, i) => `M${box.x} ${box.y + i * KNOT}h${box.w}`,
  ).join('');
  const nap = sheet.noise({ frequency: '.9 .35', color: '#120c08', strength: 2.4, cut: 0.46 });
  const d = boxPath(box);
  return [
    `<path d="${rows}" stroke="#000" stroke-opacity=".12" stroke-width="1.6"/>`,
    `<path d="${d}" filter="${nap}" opacity=".13"/>`,
    `<path d="${d}" fill="${sheet.linear(
      [
        [0, '#ffffff', 0.1],
        [0.4, '#ffffff', 0],
        [1, '#000000', 0.2],
      ],
      [0.8, 1],
    )}"/>`,
  ].join('');
}
