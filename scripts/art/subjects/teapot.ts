import { tone } from '../drawing/color';
import { band, lathe, type Profile, turned } from '../drawing/lathe';
import type { Material } from '../drawing/light';
import { curve, n, type Point } from '../drawing/path';
import { standingShadow } from '../drawing/stage';
import { drawTube, type Tube } from '../drawing/tube';
import type { Drawing, Easel } from '../subject';

const BODIES = {
  /** Full round body, ear handle. */
  round: [
    [0, 132],
    [0.05, 156],
    [0.16, 214],
    [0.32, 268],
    [0.5, 288],
    [0.68, 270],
    [0.84, 216],
    [0.94, 168],
    [1, 162],
  ],
  /** Low broad body under a tall bail handle. */
  broad: [
    [0, 150],
    [0.06, 176],
    [0.2, 262],
    [0.38, 318],
    [0.54, 330],
    [0.72, 306],
    [0.88, 246],
    [0.96, 214],
    [1, 210],
  ],
} satisfies Record<string, Profile>;

export interface TeapotOptions {
  readonly body: keyof typeof BODIES;
  /** Unglazed stoneware before the seed's ±10 of hue. */
  readonly clay: readonly [l: number, c: number, h: number];
}

/** A stoneware teapot, burnished but unglazed: soft light, a fine sandy skin. */
export function teapot(options: TeapotOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const [l, c, h] = options.clay;
    const clay: Material = { l, c, h: h + chance.between(-8, 8), gloss: 0.2 };
    const round = options.body === 'round';
    const [top, bottom] = round ? [640, 1170] : [740, 1170];
    const form = lathe({ cx: 590, top, bottom, profile: BODIES[options.body] });
    const [neck, wide] = [form.radiusAt(0), form.radiusAt(0.5)];
    const sand = sheet.noise({
      frequency: '.55',
      color: tone(clay, -0.24),
      strength: 2.2,
      cut: 0.46,
    });
    const skin = [
      `<path d="${form.outline}" filter="${sand}" opacity=".34"/>`,
      `<path d="${band(form, 0.955, 0.962)}" fill="${tone(clay, -0.2)}" opacity=".5"/>`,
      round
        ? ''
        : `<path d="${band(form, 0.1, 0.106)}${band(form, 0.122, 0.128)}" fill="${tone(clay, -0.22)}" opacity=".6"/>`,
    ].join('');
    const seat = `<ellipse cx="590" cy="${n(top + 3)}" rx="${n(neck)}" ry="${n(neck * 0.13)}" fill="${tone(clay, -0.24)}"/>`;
    return {
      body: [
        round ? '' : bail(sheet, clay, wide, top),
        round ? drawTube(sheet, earHandle(wide), clay) : '',
        drawTube(sheet, spout(wide, round), clay),
        spoutMouth(clay, wide, round),
        turned(sheet, form, clay, skin),
        seat,
        lid(sheet, clay, neck, top),
      ].join(''),
      shadow: standingShadow(sheet, [600, bottom + 4], form.radiusAt(1) * 1.16),
      standing: true,
      focus: round ? [640, 690] : [700, 800],
      sizePx: 590 + wide + 190 - (round ? 590 - wide - 150 : 590 - wide),
    };
  };
}

function spout(wide: number, round: boolean): Tube {
  const x = 590 + wide;
  const points: Point[] = round
    ? [
        [x - 60, 985],
        [x + 36, 940],
        [x + 84, 850],
        [x + 120, 750],
        [x + 180, 672],
      ]
    : [
        [x - 80, 1000],
        [x + 20, 965],
        [x + 78, 890],
        [x + 128, 806],
        [x + 182, 756],
      ];
  return { spine: curve(points, 12), radius: (s) => 66 - 42 * s ** 0.75 };
}

function spoutMouth(clay: Material, wide: number, round: boolean): string {
  const [x, y] = round ? [590 + wide + 181, 671] : [590 + wide + 183, 755];
  const turn = round ? 36 : 48;
  return [
    `<ellipse cx="${n(x)}" cy="${n(y)}" rx="25" ry="10" transform="rotate(${turn} ${n(x)} ${n(y)})" fill="${tone(clay, 0.1)}"/>`,
    `<ellipse cx="${n(x + 1)}" cy="${n(y - 1)}" rx="19" ry="6.5" transform="rotate(${turn} ${n(x)} ${n(y)})" fill="${tone(clay, -0.3)}"/>`,
  ].join('');
}

function earHandle(wide: number): Tube {
  const x = 590 - wide;
  const points: Point[] = [
    [x + 62, 742],
    [x - 24, 706],
    [x - 112, 742],
    [x - 146, 838],
    [x - 116, 944],
    [x - 42, 1012],
    [x + 36, 1026],
  ];
  return { spine: curve(points, 10), radius: (s) => 25 - 5 * Math.sin(Math.PI * s) - 4 * s };
}

/** A tall bail arched over the lid; the body hides where it is joined on. */
function bail(sheet: Easel['sheet'], clay: Material, wide: number, top: number): string {
  const reach = wide * 0.74;
  const points: Point[] = [
    [590 - reach, top + 70],
    [590 - reach - 14, top - 40],
    [590 - reach * 0.82, top - 210],
    [590 - reach * 0.35, top - 300],
    [590 + reach * 0.35, top - 300],
    [590 + reach * 0.82, top - 210],
    [590 + reach + 14, top - 40],
    [590 + reach, top + 70],
  ];
  return drawTube(sheet, { spine: curve(points, 9), radius: () => 19 }, clay);
}

function lid(sheet: Easel['sheet'], clay: Material, neck: number, top: number): string {
  const cap = lathe({
    cx: 590,
    top: top - 62,
    bottom: top + 2,
    profile: [
      [0, 26],
      [0.2, 62],
      [0.5, neck * 0.72],
      [0.8, neck * 0.95],
      [0.88, neck + 5],
      [1, neck + 6],
    ],
  });
  const knob = lathe({
    cx: 590,
    top: top - 122,
    bottom: top - 56,
    profile: [
      [0, 14],
      [0.14, 30],
      [0.4, 38],
      [0.66, 28],
      [0.84, 17],
      [1, 24],
    ],
  });
  const crown = `<ellipse cx="590" cy="${n(top - 121)}" rx="15" ry="3" fill="${tone(clay, 0.08)}"/>`;
  const gap = `<ellipse cx="590" cy="${n(top + 8)}" rx="${n(neck + 8)}" ry="${n((neck + 8) * 0.14)}" fill="#000" opacity=".3" filter="${sheet.blur(5)}"/>`;
  return gap + turned(sheet, cap, clay) + turned(sheet, knob, clay) + crown;
}
