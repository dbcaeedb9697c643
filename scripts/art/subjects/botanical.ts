import { type Lch, oklch, tone } from '../drawing/color';
import { framed } from '../drawing/frame';
import { curve, entry, lerp, line, n, type Point, petal, polygon, steps } from '../drawing/path';
import type { Drawing, Easel } from '../subject';

export interface BotanicalOptions {
  readonly plant: 'camellia' | 'lemon' | 'poppy';
  readonly wood: Lch;
}

const W = 660;
const H = 900;

/** A hand-coloured plate of one plant on laid paper, matted and framed; no lettering. */
export function botanical(options: BotanicalOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const plot: Plot = {
      sheet,
      chance,
      green: { l: 0.5, c: 0.085, h: 140 + chance.between(-10, 10) },
    };
    const plant = { camellia, lemon, poppy }[options.plant](plot);
    const all = `<rect width="${W}" height="${H}"`;
    const foxing = sheet.noise({ frequency: '.011', color: '#9a6b32', strength: 2.6, cut: 0.6 });
    const laid = sheet.noise({ frequency: '.02 .7', color: '#7a6a4c', strength: 1.3, cut: 0.45 });
    const art = [
      `${all} fill="${oklch(0.935, 0.026, 88)}"/>${all} filter="${foxing}" opacity=".16"/>`,
      `<rect x="26" y="26" width="${W - 52}" height="${H - 52}" fill="none" stroke="${oklch(0.45, 0.03, 70)}" stroke-width="2"/>`,
      `<rect x="34" y="34" width="${W - 68}" height="${H - 68}" fill="none" stroke="${oklch(0.45, 0.03, 70)}" stroke-width="1"/>`,
      `<g transform="${options.plant === 'poppy' ? 'translate(24 -38)' : ''}">${plant}</g>`,
      `${all} filter="${laid}" opacity=".14"/>`,
    ].join('');
    const box = { x: (1200 - W) / 2, y: 262, w: W, h: H };
    return {
      ...framed(sheet, { box, mat: 86, frame: 20, wood: options.wood, art }),
      standing: false,
      focus: [box.x + W * 0.5, box.y + H * 0.4],
      sizePx: H,
    };
  };
}

interface Plot extends Easel {
  readonly green: Lch;
}

/** A leaf in two halves of light, with midrib and side veins. */
function leaf(
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

function branch(
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

const BARK: Lch = { l: 0.46, c: 0.05, h: 62 };

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
function blossom(
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

function camellia(plot: Plot): string {
  const rose: Lch = { l: 0.62, c: 0.15, h: 14 + plot.chance.between(-10, 10) };
  const main = branch(
    [
      [250, 830],
      [300, 690],
      [278, 560],
      [340, 420],
      [330, 270],
      [380, 150],
    ],
    17,
    BARK,
  );
  const twig = branch(
    [
      [290, 610],
      [400, 560],
      [480, 470],
    ],
    10,
    BARK,
  );
  const rings = [
    [7, 1],
    [6, 0.82],
    [6, 0.6],
    [5, 0.4],
  ] as const;
  const leaves = (
    [
      [300, 700, 0.35, 190],
      [286, 640, 2.6, 180],
      [310, 480, 3.4, 170],
      [345, 360, -0.5, 175],
      [332, 300, -2.7, 165],
      [378, 160, -1.1, 120],
      [470, 480, 0.5, 150],
      [440, 525, 1.5, 150],
      [364, 200, -2.3, 120],
      [276, 770, 2.9, 140],
    ] as const
  )
    .map(([x, y, a, l]) => leaf(plot, [x, y], a, l, l * 0.46))
    .join('');
  return [
    main.svg,
    twig.svg,
    leaves,
    blossom(plot, [250, 480], 128, rose, rings),
    blossom(plot, [470, 380], 104, { ...rose, l: rose.l + 0.06 }, rings),
    blossom(plot, [392, 196], 62, { ...rose, l: rose.l - 0.04 }, [
      [5, 1],
      [4, 0.7],
    ]),
  ].join('');
}

function lemon(plot: Plot): string {
  const rind: Lch = { l: 0.84, c: 0.15, h: 96 + plot.chance.between(-6, 4) };
  const main = branch(
    [
      [520, 90],
      [430, 190],
      [390, 330],
      [300, 440],
      [250, 560],
    ],
    15,
    BARK,
  );
  const twig = branch(
    [
      [395, 320],
      [480, 400],
      [500, 500],
    ],
    9,
    BARK,
  );
  const leaves = (
    [
      [480, 130, 0.5, 150],
      [440, 180, 2.7, 190],
      [405, 270, 0.1, 190],
      [390, 330, 3.0, 200],
      [330, 410, 2.5, 170],
      [310, 430, 0.9, 150],
      [490, 440, 0.1, 130],
      [260, 540, 2.6, 150],
    ] as const
  )
    .map(([x, y, a, l]) => leaf(plot, [x, y], a, l, l * 0.42))
    .join('');
  const flowers = (
    [
      [452, 168, 50],
      [300, 420, 44],
    ] as const
  )
    .map(([x, y, s]) => blossom(plot, [x, y], s, { l: 0.95, c: 0.018, h: 60 }, [[5, 1]]))
    .join('');
  return (
    main.svg +
    twig.svg +
    leaves +
    fruit(plot, [262, 655], 112, rind, 0.12) +
    fruit(plot, [505, 585], 96, rind, -0.16) +
    flowers +
    cutFruit(plot, [430, 775], 74, rind)
  );
}

/** A whole fruit: shaded oval with a nipple at its end, and pores. */
function fruit(
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

function cutFruit({ chance }: Plot, [x, y]: Point, size: number, rind: Lch): string {
  const parts = Array.from({ length: 9 }, (_, i) => {
    const a = (i / 9) * 2 * Math.PI + chance.between(-0.05, 0.05);
    return `<path d="${polygon(petal([x + Math.cos(a) * 9, y + Math.sin(a) * 9], a, size * 0.78, size * 0.5, 1.7))}" fill="${tone(rind, 0.04, 0.7)}" stroke="${tone(rind, -0.1)}" stroke-width="1.4"/>`;
  });
  return `<circle cx="${x}" cy="${y}" r="${size}" fill="${tone(rind, -0.04)}" stroke="${tone(rind, -0.34)}" stroke-width="1.8"/><circle cx="${x}" cy="${y}" r="${n(size * 0.91)}" fill="${oklch(0.96, 0.03, 98)}"/>${parts.join('')}<circle cx="${x}" cy="${y}" r="7" fill="${oklch(0.94, 0.04, 98)}"/>`;
}

function poppy(plot: Plot): string {
  const red: Lch = { l: 0.62, c: 0.18, h: 36 + plot.chance.between(-8, 8) };
  const stems = (
    [
      [
        [330, 850],
        [318, 640],
        [270, 450],
        [262, 300],
      ],
      [
        [350, 850],
        [372, 660],
        [450, 500],
        [462, 410],
      ],
      [
        [340, 850],
        [345, 600],
        [372, 330],
        [360, 170],
      ],
      [
        [322, 850],
        [260, 720],
        [170, 620],
        [160, 555],
      ],
    ] as const
  )
    .map((points) => branch(points, 7, { ...plot.green, l: 0.52 }).svg)
    .join('');
  const lobed = (
    [
      [335, 800, -2.5, 210],
      [345, 790, -0.6, 220],
      [325, 830, 3.0, 190],
      [355, 830, -0.1, 190],
    ] as const
  )
    .map(([x, y, a, l]) => frond(plot, [x, y], a, l))
    .join('');
  const heart = (x: number, y: number, r: number) =>
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${oklch(0.3, 0.04, 320)}"/><circle cx="${x}" cy="${y}" r="${n(r * 0.5)}" fill="${oklch(0.62, 0.07, 130)}"/>`;
  return [
    stems,
    lobed,
    blossom(plot, [262, 300], 142, red, [
      [4, 1],
      [4, 0.74],
    ]),
    heart(262, 300, 21),
    blossom(plot, [462, 408], 108, { ...red, l: 0.66 }, [
      [4, 1],
      [4, 0.72],
    ]),
    heart(462, 408, 17),
    pod(plot, [360, 168]),
    pod(plot, [160, 552]),
  ].join('');
}

/** A divided leaf: narrow leaflets in pairs along a rib. */
function frond(plot: Plot, from: Point, angle: number, length: number): string {
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

function pod({ sheet, green }: Plot, [x, y]: Point): string {
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
