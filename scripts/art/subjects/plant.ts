import { type Lch, oklch, tone } from '../drawing/color';
import { curve, entry, lerp, line, n, type Point, petal, polygon, steps } from '../drawing/path';
import type { Easel } from '../subject';

/** A drawing of one plant in progress, with its leaf green. */
export interface Plot extends Easel {
  readonly green: Lch;
}

/** A leaf in two halves of light, with midrib and side veins. */
export function leaf(
  { sheet, green, chance }: Plot,
  from: Point,
  angle: number,
  length: number,
  width: number,
): string {
  const whole = petal(from, angle, length, width, 0.72);
  const half = [...whole.slice(0, 11), from];
  const tip: Point = [from[0] + Math.cos(angle) * length, from[1] + Math.sin(angle) * length];
  const tint = {
    ...green,
    l: green.l + chance.between(-0.06, 0.05),
    h: green.h + chance.between(-9, 9),
  };
  const veins = [0.2, 0.34, 0.48, 0.62, 0.76].flatMap((s) =>
    [-1, 1].map((side) => {
      const x = lerp(from[0], tip[0], s);
      const y = lerp(from[1], tip[1], s);
      const reach = width * 0.4 * Math.sin(Math.PI * (s * 0.9) ** 0.72);
      const out = angle + side * 0.85;
      return `M${n(x)} ${n(y)}l${n(Math.cos(out) * reach)} ${n(Math.sin(out) * reach)}`;
    }),
  );
  const light = sheet.linearIn(
    [
      [0, tone(tint, -0.05)],
      [0.6, tone(tint, 0.05)],
      [1, tone(tint, 0.1, 0.8)],
    ],
    { from, to: tip },
  );
  return [
    `<path d="${polygon(whole)}" fill="${light}" stroke="${tone(tint, -0.17)}" stroke-width="1.6"/>`,
    `<path d="${polygon(half)}" fill="${tone(tint, -0.12)}" opacity=".5"/>`,
    `<path d="${line([from, tip])}${veins.join('')}" fill="none" stroke="${tone(tint, 0.17, 0.7)}" stroke-width="1.5" opacity=".75"/>`,
  ].join('');
}

/** A twig that thins out towards its tip, with its centre line. */
export function branch(
  points: readonly Point[],
  width: number,
  color: Lch,
): { svg: string; spine: Point[] } {
  const spine = curve(points, 12);
  const svg = spine
    .slice(1)
    .map((p, i) => {
      const thick = width * lerp(1, 0.35, i / spine.length);
      return `<path d="${line([entry(spine, i), p])}" stroke="${tone(color, -0.1)}" stroke-width="${n(thick)}" stroke-linecap="round"/>`;
    })
    .join('');
  const lit = `<path d="${line(spine.map(([x, y]): Point => [x - width * 0.14, y - width * 0.1]))}" fill="none" stroke="${tone(color, 0.1)}" stroke-width="${n(width * 0.22)}" opacity=".7"/>`;
  return { svg: svg + lit, spine };
}

/** Twig brown. */
export const BARK: Lch = { l: 0.46, c: 0.05, h: 62 };

/** One petal shaded from the heart outwards, with fine lines towards its edge. */
function bloomPetal(
  { sheet, chance }: Plot,
  at: Point,
  angle: number,
  length: number,
  width: number,
  color: Lch,
): string {
  const shape = petal(at, angle, length, width, 1.35);
  const tip: Point = [at[0] + Math.cos(angle) * length, at[1] + Math.sin(angle) * length];
  const tint = { ...color, l: color.l + chance.between(-0.03, 0.03) };
  const fill = sheet.linearIn(
    [
      [0, tone(tint, -0.16)],
      [0.55, tone(tint)],
      [1, tone(tint, 0.09, 0.75)],
    ],
    { from: at, to: tip },
  );
  const lines = [-0.24, -0.08, 0.08, 0.24].map((d) => {
    const a = angle + d * (width / length);
    return `M${n(at[0] + Math.cos(a) * length * 0.25)} ${n(at[1] + Math.sin(a) * length * 0.25)}L${n(at[0] + Math.cos(a) * length * 0.86)} ${n(at[1] + Math.sin(a) * length * 0.86)}`;
  });
  return `<path d="${polygon(shape)}" fill="${fill}" stroke="${tone(tint, -0.2)}" stroke-width="1.5"/><path d="${lines.join('')}" stroke="${tone(tint, -0.12)}" stroke-width="1.2" opacity=".4"/>`;
}

/** Rings of petals, outermost first, round a crown of stamens. */
export function blossom(
  plot: Plot,
  at: Point,
  size: number,
  color: Lch,
  rings: ReadonlyArray<readonly [count: number, reach: number]>,
): string {
  let out = '';
  const turn = plot.chance.between(0, 6);
  for (const [k, [count, reach]] of rings.entries())
    for (let i = 0; i < count; i++)
      out += bloomPetal(
        plot,
        at,
        turn + k * 0.4 + (i / count) * 2 * Math.PI,
        size * reach,
        size * reach * (5.4 / count),
        color,
      );
  for (let i = 0; i < 30; i++) {
    const [a, r] = [plot.chance.between(0, 6.283), size * plot.chance.between(0.05, 0.22)];
    const [x, y] = [at[0] + Math.cos(a) * r, at[1] + Math.sin(a) * r];
    out += `<path d="M${n(at[0])} ${n(at[1])}L${n(x)} ${n(y)}" stroke="${oklch(0.72, 0.1, 85)}" stroke-width="1.6"/><circle cx="${n(x)}" cy="${n(y)}" r="3.4" fill="${oklch(0.78, 0.14, 78)}" stroke="${oklch(0.5, 0.1, 65)}" stroke-width=".8"/>`;
  }
  return out;
}

/** A whole fruit: shaded oval with a nipple at its end, and pores. */
export function fruit(
  { sheet, chance }: Plot,
  [x, y]: Point,
  size: number,
  rind: Lch,
  turn: number,
): string {
  const outline = steps(60).map((s): Point => {
    const a = s * 2 * Math.PI;
    const tip = Math.exp(-((Math.cos(a - Math.PI / 2) - 1) ** 2) / 0.012) * 0.2;
    return [Math.cos(a) * size * 0.78, Math.sin(a) * size * (1 + tip)];
  });
  const fill = sheet.radial(
    [
      [0, tone(rind, 0.1, 0.6)],
      [0.35, tone(rind)],
      [0.75, tone(rind, -0.13)],
      [1, tone(rind, -0.26)],
    ],
    [0.34, 0.34],
    0.75,
  );
  const pores = Array.from({ length: 90 }, () => {
    const [a, r] = [chance.between(0, 6.283), Math.sqrt(chance.next()) * 0.88];
    return `<circle cx="${n(Math.cos(a) * r * size * 0.76)}" cy="${n(Math.sin(a) * r * size)}" r="1.8"/>`;
  });
  return `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn * 57)})"><path d="${polygon(outline)}" fill="${fill}" stroke="${tone(rind, -0.34)}" stroke-width="1.8"/><g fill="${tone(rind, -0.2)}" opacity=".4">${pores.join('')}</g></g>`;
}

/** A fruit cut across: rind, pith and nine segments. */
export function cutFruit({ chance }: Plot, [x, y]: Point, size: number, rind: Lch): string {
  const parts = Array.from({ length: 9 }, (_, i) => {
    const a = (i / 9) * 2 * Math.PI + chance.between(-0.05, 0.05);
    return `<path d="${polygon(petal([x + Math.cos(a) * 9, y + Math.sin(a) * 9], a, size * 0.78, size * 0.5, 1.7))}" fill="${tone(rind, 0.04, 0.7)}" stroke="${tone(rind, -0.1)}" stroke-width="1.4"/>`;
  });
  return `<circle cx="${x}" cy="${y}" r="${size}" fill="${tone(rind, -0.04)}" stroke="${tone(rind, -0.34)}" stroke-width="1.8"/><circle cx="${x}" cy="${y}" r="${n(size * 0.91)}" fill="${oklch(0.96, 0.03, 98)}"/>${parts.join('')}<circle cx="${x}" cy="${y}" r="7" fill="${oklch(0.94, 0.04, 98)}"/>`;
}

/** A divided leaf: narrow leaflets in pairs along a rib. */
export function frond(plot: Plot, from: Point, angle: number, length: number): string {
  let out = '';
  for (let i = 1; i <= 7; i++) {
    const s = i / 8;
    const at: Point = [
      from[0] + Math.cos(angle) * length * s,
      from[1] + Math.sin(angle) * length * s,
    ];
    const reach = length * 0.42 * (1.1 - s);
    out +=
      leaf(plot, at, angle - 0.75, reach, reach * 0.34) +
      leaf(plot, at, angle + 0.75, reach, reach * 0.34);
  }
  return out + leaf(plot, from, angle, length, length * 0.11);
}

/** A seed head with its cap. */
export function pod({ sheet, green }: Plot, [x, y]: Point): string {
  const fill = sheet.radial(
    [
      [0, tone(green, 0.24, 0.7)],
      [0.6, tone(green, 0.1)],
      [1, tone(green, -0.12)],
    ],
    [0.34, 0.4],
    0.7,
  );
  return `<ellipse cx="${x}" cy="${y}" rx="27" ry="34" fill="${fill}" stroke="${tone(green, -0.18)}" stroke-width="1.6"/><path d="M${x - 25} ${y - 28}q25 -20 50 0q-25 12 -50 0Z" fill="${tone(green, 0.02)}" stroke="${tone(green, -0.2)}" stroke-width="1.6"/>`;
}
