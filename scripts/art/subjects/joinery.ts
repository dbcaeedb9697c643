import { oklch, tone } from '../drawing/color';
import type { Material } from '../drawing/light';
import { curve, entry, n, type Point, polygon, steps } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { drawTube } from '../drawing/tube';

/** A spot of the chair in centimetres: x to its left arm's side, y up, z forward. */
export type Spot = readonly [x: number, y: number, z: number];

/** Pixels to a centimetre. */
export const PX_PER_CM = 7.7;
const FLOOR_Y = 1150;
const YAW = 0.52;
/** How far the eye looks down, in radians. */
export const PITCH = 0.22;

/** Where a spot is seen in the picture. */
export const see = ([x, y, z]: Spot): Point => {
  const across = x * Math.cos(YAW) + z * Math.sin(YAW);
  const towards = -x * Math.sin(YAW) + z * Math.cos(YAW);
  return [
    590 + across * PX_PER_CM,
    FLOOR_Y - (y * Math.cos(PITCH) - towards * Math.sin(PITCH)) * PX_PER_CM,
  ];
};

const nearness = ([x, , z]: Spot) => -x * Math.sin(YAW) + z * Math.cos(YAW);

/** A part to be drawn, with how near it is: parts are painted far to near. */
export interface Part {
  readonly near: number;
  readonly svg: string;
}

/** Where a chair is made: its sheet and its wood. */
export interface Bench {
  readonly sheet: Sheet;
  readonly wood: Material;
}

/** A round member through the given spots; radii in centimetres at its two ends (and middle). */
export function member(
  { sheet, wood }: Bench,
  spots: readonly Spot[],
  radii: readonly [number, number, number?],
  near?: number,
): Part {
  const spine = curve(spots.map(see), 14);
  const [a, b, middle = (a + b) / 2] = radii;
  const tube = {
    spine,
    radius: (s: number) =>
      PX_PER_CM * (a * (1 - s) + b * s + (middle - (a + b) / 2) * Math.sin(Math.PI * s)),
  };
  const mean = spots.reduce((sum, spot) => sum + nearness(spot), 0) / spots.length;
  return { near: near ?? mean, svg: drawTube(sheet, tube, wood) };
}

/** A flat board between spots, with a lighter upper edge. */
export function board(
  { sheet, wood }: Bench,
  spots: readonly Spot[],
  light: number,
  near: number,
): Part {
  const outline = polygon(spots.map(see));
  const fill = sheet.linear(
    [
      [0, tone(wood, light + 0.07)],
      [0.55, tone(wood, light)],
      [1, tone(wood, light - 0.09)],
    ],
    [0.8, 1],
  );
  const grain = sheet.noise({
    frequency: '.13 .008',
    color: tone(wood, -0.24),
    strength: 2.2,
    cut: 0.47,
  });
  return {
    near,
    svg: `<path d="${outline}" fill="${fill}"/><path d="${outline}" filter="${grain}" opacity=".5"/><path d="${outline}" fill="none" stroke="${tone(wood, light + 0.12)}" stroke-width="2" opacity=".7"/>`,
  };
}

/** A woven cane seat: two families of strands and two diagonals, inside the frame. */
export function cane({ sheet }: Bench, corners: readonly Spot[], near: number): Part {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => entry(corners, i)) as [Spot, Spot, Spot, Spot];
  const mix = (p: Spot, q: Spot, s: number): Spot => [
    p[0] + (q[0] - p[0]) * s,
    p[1] + (q[1] - p[1]) * s,
    p[2] + (q[2] - p[2]) * s,
  ];
  const at = (u: number, v: number) => see(mix(mix(a, b, u), mix(d, c, u), v));
  const strands: string[] = [];
  const strand = (from: Point, to: Point) =>
    strands.push(`M${n(from[0])} ${n(from[1])}L${n(to[0])} ${n(to[1])}`);
  for (const s of steps(34)) {
    strand(at(s, 0), at(s, 1));
    strand(at(0, s), at(1, s));
  }
  const outline = polygon(corners.map(see));
  const ground = sheet.linear(
    [
      [0, oklch(0.78, 0.06, 80)],
      [1, oklch(0.66, 0.065, 74)],
    ],
    [0.6, 1],
  );
  return {
    near,
    svg: `<path d="${outline}" fill="${ground}"/><path d="${strands.join('')}" stroke="${oklch(0.5, 0.06, 66)}" stroke-width="1.5" opacity=".65"/>`,
  };
}
