import type { Lch } from '../drawing/color';
import type { Material } from '../drawing/light';
import { n, type Point, polygon, steps } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import type { Drawing, Easel } from '../subject';
import {
  type Bench,
  board,
  cane,
  member,
  type Part,
  PITCH,
  PX_PER_CM,
  type Spot,
  see,
} from './joinery';

export interface ChairOptions {
  readonly pattern: 'yoke' | 'spindle';
  readonly wood: Lch;
}

/** A chair in three-quarter view, joined of round members; seen from a little above. */
export function chair(options: ChairOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const wood: Material = {
      ...options.wood,
      h: options.wood.h + chance.between(-8, 8),
      gloss: 0.32,
    };
    const bench = { sheet, wood };
    const parts = options.pattern === 'yoke' ? yokeBack(bench) : spindleBack(bench);
    const ordered = [...parts].sort((a, b) => a.near - b.near);
    return {
      body: ordered.map((part) => part.svg).join(''),
      shadow: floorShadow(sheet, options.pattern === 'yoke' ? 30 : 27),
      standing: true,
      focus: see(options.pattern === 'yoke' ? [0, 88, -10] : [0, 62, 0]),
      sizePx: (options.pattern === 'yoke' ? 116 : 104) * PX_PER_CM * Math.cos(PITCH),
    };
  };
}

function floorShadow(sheet: Sheet, half: number): string {
  const quad = (dx: number, grow: number) =>
    polygon(
      (
        [
          [-half, 0, half * 0.8],
          [half, 0, half * 0.8],
          [half, 0, -half * 0.8],
          [-half, 0, -half * 0.8],
        ] as const
      ).map(([x, y, z]): Point => {
        const [px, py] = see([x * grow, y, z * grow]);
        return [px + dx, py];
      }),
    );
  const feet = (
    [
      [-1, 1],
      [1, 1],
      [1, -1],
      [-1, -1],
    ] as const
  ).map(([x, z]) => {
    const [px, py] = see([x * half * 0.97, 0, z * half * 0.8]);
    return `<ellipse cx="${n(px + 8)}" cy="${n(py + 4)}" rx="34" ry="9" fill="#0a1211" opacity=".5" filter="${sheet.blur(5)}"/>`;
  });
  return `<path d="${quad(90, 1.05)}" fill="#0a1211" opacity=".26" filter="${sheet.blur(26)}"/><path d="${quad(24, 0.86)}" fill="#0a1211" opacity=".2" filter="${sheet.blur(18)}"/>${feet.join('')}`;
}

/** Spots from a flat list of x, y, z; `side` −1 mirrors them to the other side of the chair. */
function way(flat: readonly number[], side = 1): Spot[] {
  const spots: Spot[] = [];
  for (let i = 0; i + 2 < flat.length; i += 3)
    spots.push([side * (flat[i] ?? 0), flat[i + 1] ?? 0, flat[i + 2] ?? 0]);
  return spots;
}

/** An armchair with a yoke-shaped crest, a curved splat and a cane seat, after Chinese joinery. */
function yokeBack(bench: Bench): Part[] {
  const crest = way([
    -36, 110, -30, -26, 112, -29, -10, 116.5, -31, 10, 116.5, -31, 26, 112, -29, 36, 110, -30,
  ]);
  return [
    ...yokeSide(bench, -1),
    ...yokeSide(bench, 1),
    cane(bench, way([-28, 51, 22, 28, 51, 22, 26, 51, -22, -26, 51, -22]), -2),
    member(bench, way([-28, 50, 22, 28, 50, 22]), [2.4, 2.4], 21),
    member(bench, way([-26.5, 50, -22, 26.5, 50, -22]), [2.2, 2.2], -22.5),
    member(bench, way([-28.5, 9, 22.6, 28.5, 9, 22.6]), [1.8, 1.8], 22),
    member(bench, way([-28, 19, -22.6, 28, 19, -22.6]), [1.2, 1.2], -24),
    member(bench, way([-26, 45.6, 22.6, 26, 45.6, 22.6]), [0.8, 0.8], 20),
    board(bench, splat(), 0.02, -25.4),
    member(bench, crest, [1.5, 1.5, 2.7], -24),
  ];
}

/** What the armchair has twice: leg, post, arm and its strut, side stretcher, seat rail, bracket. */
function yokeSide(bench: Bench, side: 1 | -1): Part[] {
  const post = way([28, 0, -23, 27, 52, -22.5, 26.5, 84, -24, 26, 111, -29], side);
  const arm = way([26.6, 80, -24, 30, 79, -8, 31.5, 77, 10, 30, 76.5, 27], side);
  return [
    member(bench, way([29, 0, 23, 28.4, 40, 22.6, 28, 60, 22, 29, 76, 21], side), [1.9, 1.5]),
    member(bench, post, [1.9, 1.5]),
    member(bench, arm, [1.5, 1.7, 1.4]),
    member(bench, way([28, 51, -10, 30.5, 64, -5, 30.6, 78, -3], side), [1, 0.9]),
    member(bench, way([28, 15, 22, 28, 15, -22], side), [1.2, 1.2]),
    member(bench, way([28, 50, 22, 26.5, 50, -22], side), [2.4, 2.4]),
    member(bench, way([28, 24, 22.6, 27.4, 41, 21, 22, 46, 22.4], side), [0.7, 0.7], 18),
  ];
}

/** The splat's outline: narrow, following the sitter's back in an S. */
function splat(): Spot[] {
  const lean = (s: number) => -22 - 7.5 * s + 3.5 * Math.sin(s * Math.PI * 2);
  const side = (sign: number) =>
    steps(14).map((s): Spot => [sign * (8.6 - 1.2 * Math.sin(Math.PI * s)), 52 + s * 63, lean(s)]);
  return [...side(-1), ...side(1).reverse()];
}

/** A spindle-back chair: splayed turned legs, a saddle of solid wood, a bent hoop. */
function spindleBack(bench: Bench): Part[] {
  const saddle = steps(40).map((s): Spot => {
    const a = s * 2 * Math.PI;
    const [sx, sz] = [Math.sin(a), Math.cos(a)];
    return [sx * 25 * (1 + 0.06 * sz), 45, Math.sign(sz) * 22 * Math.abs(sz) ** 0.8];
  });
  const below = (y: number) =>
    saddle.map(([x, , z]): Spot => [x * (1 - (45 - y) * 0.012), y, z * (1 - (45 - y) * 0.012)]);
  const leg = (side: number, front: number) =>
    member(
      bench,
      way(
        [25, 0, front * 21, 21.5, 16, front * 17.5, 18.6, 30, front * 15, 16, 44, front * 12.5],
        side,
      ),
      [1.1, 1.3, 2],
    );
  return [
    ...[-1, 1].flatMap((side) => [leg(side, 1), leg(side, -1)]),
    ...hoopAndSpindles(bench),
    ...[-1, 1].map((side) =>
      member(bench, way([21.7, 17, 17.6, 21.7, 17, -17.6], side), [0.9, 0.9, 1.6]),
    ),
    member(bench, way([-21.6, 17, 0, 21.6, 17, 0]), [0.9, 0.9, 1.7], 0),
    board(bench, below(41), -0.16, -15.2),
    board(bench, below(43), -0.08, -15.1),
    board(bench, saddle, 0.05, -15),
  ];
}

/** The bent back: both ends stand inside the saddle's edge, and it leans back as it rises. */
function hoopAndSpindles(bench: Bench): Part[] {
  const hoopAt = (a: number): Spot => [
    Math.sin(a) * (17.2 + 6.5 * Math.cos(a) ** 0.7),
    45 + 58 * Math.cos(a) ** 0.62,
    -12 - 14.5 * Math.cos(a) ** 0.8,
  ];
  const hoop = steps(22).map((s) => hoopAt((s - 0.5) * Math.PI * 0.999));
  const spindles = [-3, -2, -1, 0, 1, 2, 3].map((i) => {
    const top = hoopAt(i * 0.29);
    const middle: Spot = [i * 5, 45 + (top[1] - 45) * 0.4, -20.5];
    return member(bench, [[i * 4.3, 45, -17.5], middle, top], [0.75, 0.6, 1.05], -20);
  });
  return [...spindles, member(bench, hoop, [1.5, 1.5, 1.7], -21)];
}
