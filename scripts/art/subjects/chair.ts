import { type Lch, oklch, tone } from '../drawing/color';
import type { Material } from '../drawing/light';
import { curve, entry, n, type Point, polygon, steps } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { drawTube, tubeOutline } from '../drawing/tube';
import type { Drawing, Easel } from '../subject';

export interface ChairOptions {
  readonly pattern: 'yoke' | 'spindle';
  readonly wood: Lch;
}

/** A spot of the chair in centimetres: x to its left arm's side, y up, z forward. */
type Spot = readonly [x: number, y: number, z: number];

const PX_PER_CM = 7.7;
const FLOOR_Y = 1150;
const YAW = 0.52;
const PITCH = 0.22;

const see = ([x, y, z]: Spot): Point => {
  const across = x * Math.cos(YAW) + z * Math.sin(YAW);
  const towards = -x * Math.sin(YAW) + z * Math.cos(YAW);
  return [
    590 + across * PX_PER_CM,
    FLOOR_Y - (y * Math.cos(PITCH) - towards * Math.sin(PITCH)) * PX_PER_CM,
  ];
};

const nearness = ([x, , z]: Spot) => -x * Math.sin(YAW) + z * Math.cos(YAW);

/** A part to be drawn, with how near it is: parts are painted far to near. */
interface Part {
  readonly near: number;
  readonly svg: string;
  /** Where it meets the floor plan, for the shadow. */
  readonly outline: string;
}

interface Bench {
  readonly sheet: Sheet;
  readonly wood: Material;
}

/** A round member through the given spots; radii in centimetres at its two ends (and middle). */
function member(
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
  return { near: near ?? mean, svg: drawTube(sheet, tube, wood), outline: tubeOutline(tube) };
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

/** A flat board between spots, with a lighter upper edge. */
function board({ sheet, wood }: Bench, spots: readonly Spot[], light: number, near: number): Part {
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
    outline,
    svg: `<path d="${outline}" fill="${fill}"/><path d="${outline}" filter="${grain}" opacity=".5"/><path d="${outline}" fill="none" stroke="${tone(wood, light + 0.12)}" stroke-width="2" opacity=".7"/>`,
  };
}

/** A woven cane seat: two families of strands and two diagonals, inside the frame. */
function cane({ sheet }: Bench, corners: readonly Spot[], near: number): Part {
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
    outline,
    svg: `<path d="${outline}" fill="${ground}"/><path d="${strands.join('')}" stroke="${oklch(0.5, 0.06, 66)}" stroke-width="1.5" opacity=".65"/>`,
  };
}

/** An armchair with a yoke-shaped crest, a curved splat and a cane seat, after Chinese joinery. */
function yokeBack(bench: Bench): Part[] {
  const seat: Spot[] = [
    [-28, 51, 22],
    [28, 51, 22],
    [26, 51, -22],
    [-26, 51, -22],
  ];
  const pairs = [-1, 1].flatMap((side) => [
    member(
      bench,
      [
        [side * 29, 0, 23],
        [side * 28.4, 40, 22.6],
        [side * 28, 60, 22],
        [side * 29, 76, 21],
      ],
      [1.9, 1.5],
    ),
    member(
      bench,
      [
        [side * 28, 0, -23],
        [side * 27, 52, -22.5],
        [side * 26.5, 84, -24],
        [side * 26, 111, -29],
      ],
      [1.9, 1.5],
    ),
    member(
      bench,
      [
        [side * 26.6, 80, -24],
        [side * 30, 79, -8],
        [side * 31.5, 77, 10],
        [side * 30, 76.5, 27],
      ],
      [1.5, 1.7, 1.4],
    ),
    member(
      bench,
      [
        [side * 28, 51, -10],
        [side * 30.5, 64, -5],
        [side * 30.6, 78, -3],
      ],
      [1, 0.9],
    ),
    member(
      bench,
      [
        [side * 28, 15, 22],
        [side * 28, 15, -22],
      ],
      [1.2, 1.2],
    ),
    member(
      bench,
      [
        [side * 28, 50, 22],
        [side * 26.5, 50, -22],
      ],
      [2.4, 2.4],
    ),
    member(
      bench,
      [
        [side * 28, 24, 22.6],
        [side * 27.4, 41, 21],
        [side * 22, 46, 22.4],
      ],
      [0.7, 0.7],
      18,
    ),
  ]);
  return [
    ...pairs,
    cane(bench, seat, -2),
    member(
      bench,
      [
        [-28, 50, 22],
        [28, 50, 22],
      ],
      [2.4, 2.4],
      21,
    ),
    member(
      bench,
      [
        [-26.5, 50, -22],
        [26.5, 50, -22],
      ],
      [2.2, 2.2],
      -22.5,
    ),
    member(
      bench,
      [
        [-28.5, 9, 22.6],
        [28.5, 9, 22.6],
      ],
      [1.8, 1.8],
      22,
    ),
    member(
      bench,
      [
        [-28, 19, -22.6],
        [28, 19, -22.6],
      ],
      [1.2, 1.2],
      -24,
    ),
    member(
      bench,
      [
        [-26, 45.6, 22.6],
        [26, 45.6, 22.6],
      ],
      [0.8, 0.8],
      20,
    ),
    board(bench, splat(), 0.02, -25.4),
    member(
      bench,
      [
        [-36, 110, -30],
        [-26, 112, -29],
        [-10, 116.5, -31],
        [10, 116.5, -31],
        [26, 112, -29],
        [36, 110, -30],
      ],
      [1.5, 1.5, 2.7],
      -24,
    ),
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
  const rimOf = (y: number) =>
    saddle.map(([x, , z]): Spot => [x * (1 - (45 - y) * 0.012), y, z * (1 - (45 - y) * 0.012)]);
  const legs = [-1, 1].flatMap((side) =>
    [1, -1].map((front) =>
      member(
        bench,
        [
          [side * 25, 0, front * 21],
          [side * 21.5, 16, front * 17.5],
          [side * 18.6, 30, front * 15],
          [side * 16, 44, front * 12.5],
        ],
        [1.1, 1.3, 2],
      ),
    ),
  );
  // Both ends of the hoop stand inside the saddle's edge; it leans back as it rises.
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
  return [
    ...legs,
    ...spindles,
    member(bench, hoop, [1.5, 1.5, 1.7], -21),
    ...[-1, 1].map((side) =>
      member(
        bench,
        [
          [side * 21.7, 17, 17.6],
          [side * 21.7, 17, -17.6],
        ],
        [0.9, 0.9, 1.6],
      ),
    ),
    member(
      bench,
      [
        [-21.6, 17, 0],
        [21.6, 17, 0],
      ],
      [0.9, 0.9, 1.7],
      0,
    ),
    board(bench, rimOf(41), -0.16, -15.2),
    board(bench, rimOf(43), -0.08, -15.1),
    board(bench, saddle, 0.05, -15),
  ];
}
