import type { Chance } from '../drawing/chance';
import { tone } from '../drawing/color';
import { band, type Form, lathe, type Profile, rim, turned, wrappedLine } from '../drawing/lathe';
import type { Material } from '../drawing/light';
import { curve, line, type Point, petal, polygon, steps } from '../drawing/path';
import { standingShadow } from '../drawing/stage';
import { voronoi } from '../drawing/voronoi';
import type { Drawing, Easel } from '../subject';

const SHAPES = {
  /** Pear-shaped bottle with a flared lip. */
  bottle: [
    [0, 122],
    [0.012, 116],
    [0.06, 84],
    [0.14, 66],
    [0.26, 68],
    [0.42, 124],
    [0.58, 206],
    [0.68, 242],
    [0.75, 252],
    [0.82, 242],
    [0.9, 200],
    [0.955, 150],
    [0.97, 140],
    [1, 146],
  ],
  /** Plum vase: small mouth, high shoulder, tapering to the foot. */
  plum: [
    [0, 82],
    [0.02, 86],
    [0.035, 80],
    [0.06, 62],
    [0.085, 64],
    [0.12, 140],
    [0.19, 226],
    [0.28, 262],
    [0.38, 258],
    [0.55, 204],
    [0.75, 146],
    [0.9, 126],
    [0.97, 136],
    [1, 140],
  ],
  /** Mallet vase: dish mouth, straight neck, angled shoulder. */
  mallet: [
    [0, 132],
    [0.018, 134],
    [0.045, 118],
    [0.07, 72],
    [0.1, 66],
    [0.4, 70],
    [0.45, 84],
    [0.5, 172],
    [0.545, 226],
    [0.62, 238],
    [0.82, 236],
    [0.92, 222],
    [0.97, 190],
    [1, 184],
  ],
} satisfies Record<string, Profile>;

export interface CeladonOptions {
  readonly shape: keyof typeof SHAPES;
  /** Glaze before the seed's ±10 of hue: lightness, chroma, hue. */
  readonly glaze: readonly [l: number, c: number, h: number];
  readonly decoration: 'crackle' | 'carved' | 'plain';
}

/** A celadon vase: thick jade-green glaze, thin and pale at the lip, iron-brown where the foot is bare. */
export function celadon(options: CeladonOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const [l, c, h] = options.glaze;
    const glaze: Material = { l, c, h: h + chance.between(-10, 10), gloss: 0.72 };
    const stretch = chance.vary(1, 0.05);
    const profile = SHAPES[options.shape].map(([t, r]): readonly [number, number] => [
      t,
      r > 150 ? r * stretch : r,
    ]);
    const [top, bottom] = [290, 1195];
    const form = lathe({ cx: 600, top, bottom, profile });
    const pool = sheet.noise({
      frequency: '.006 .011',
      color: tone(glaze, -0.3),
      strength: 1.1,
      cut: 0.4,
    });
    const decoration = {
      crackle: () => crackle(chance, form, glaze),
      carved: () => carvedLotus(form, glaze),
      plain: () => '',
    }[options.decoration]();
    const pattern = [
      `<path d="${form.outline}" filter="${pool}" opacity=".4"/>`,
      decoration,
      `<path d="${band(form, 0.978, 1)}" fill="${tone({ l: 0.62, c: 0.08, h: 52 })}"/>`,
    ].join('');
    const thinGlaze = `<path d="${band(form, 0, 0.012)}" fill="${tone(glaze, 0.17, 0.5)}" opacity=".7"/>`;
    const foot = form.radiusAt(1);
    return {
      body: turned(sheet, form, glaze, pattern) + thinGlaze + rim(sheet, form, glaze, 13),
      shadow: standingShadow(sheet, [600, bottom + 4], foot),
      standing: true,
      focus: options.shape === 'mallet' ? [560, 860] : [560, options.shape === 'plum' ? 620 : 860],
      sizePx: bottom - top,
    };
  };
}

/** The glaze's net of cracks: Voronoi edges in two weights, a wide dark net and a fine pale one. */
function crackle(chance: Chance, form: Form, glaze: Material): string {
  const reach = Math.PI * 130;
  const height = form.bottom - form.top;
  const net = (size: number, color: string, width: number, opacity: number) => {
    const paths = voronoi(chance, reach * 2, height, size).map((cell) => {
      const placed = cell.map(([x, y]): Point | null => {
        const [angle, t] = [(x - reach) / 262, y / height];
        return Math.abs(angle) < 1.56 && t > 0 && t < 0.985 ? form.at(angle, t) : null;
      });
      return placed.every((p) => p !== null) ? polygon(placed.filter((p) => p !== null)) : '';
    });
    return `<path d="${paths.join('')}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round" opacity="${opacity}"/>`;
  };
  return (
    net(96, tone({ l: 0.4, c: 0.06, h: 66 }), 1.7, 0.5) + net(40, tone(glaze, -0.14, 1.2), 1, 0.5)
  );
}

/** Lotus petals and a scroll cut into the body: the glaze pools darker in the cuts. */
function carvedLotus(form: Form, glaze: Material): string {
  const strokes: string[] = [];
  const cut = (angle: number, t: number, design: readonly Point[]) =>
    strokes.push(wrappedLine(form, angle, t, design));
  const petals = 14;
  for (let i = 0; i < petals; i++) {
    const angle = ((i + 0.5) / petals) * 2 * Math.PI - Math.PI;
    for (const [length, width] of [
      [210, 74],
      [186, 54],
      [120, 12],
    ] as const)
      cut(angle, 0.965, petal([0, 0], -Math.PI / 2, length, width, 0.7));
    const shoulder = angle + Math.PI / petals;
    for (const [length, width] of [
      [92, 66],
      [76, 46],
    ] as const)
      cut(shoulder, 0.125, petal([0, 0], Math.PI / 2, length, width, 0.7));
  }
  for (const t of [0.235, 0.242, 0.705, 0.712]) strokes.push(line(ring(form, t)));
  for (let i = -3; i <= 3; i++) scroll(cut, i);
  const paths = `<path d="${strokes.join('')}"`;
  const dark = `${paths} fill="none" stroke="${tone(glaze, -0.17, 1.25)}" stroke-width="3.4" stroke-linejoin="round" opacity=".46"/>`;
  const lit = `${paths} transform="translate(2.5 2.5)" fill="none" stroke="${tone(glaze, -0.06)}" stroke-width="6" opacity=".4"/>`;
  return lit + dark;
}

const ring = (form: Form, t: number): Point[] =>
  steps(40).map((s) => form.at((s - 0.5) * Math.PI, t));

/** One wave of the carved scroll with a blossom in its bend. */
function scroll(
  cut: (angle: number, t: number, design: readonly Point[]) => void,
  i: number,
): void {
  const up = i % 2 === 0 ? 1 : -1;
  const angle = i * 0.62;
  const stem = steps(20).map(
    (s): Point => [(s - 0.5) * 160, -Math.cos((s - 0.5) * Math.PI) * 96 * up],
  );
  cut(angle, 0.465, stem);
  for (let k = 0; k < 9; k++) {
    const turn = (k / 9) * Math.PI * 2;
    cut(angle, 0.465, petal([0, 0], turn, 62, 34, 0.75));
    cut(angle, 0.465, petal([0, 0], turn + 0.35, 34, 20, 0.75));
  }
  const curl = steps(22).map((s): Point => {
    const [turn, r] = [s * 7, 34 * (1 - s * 0.85)];
    return [80 + Math.cos(turn) * r, up * (50 + Math.sin(turn) * r)];
  });
  cut(angle, 0.465, curve(curl, 2));
  cut(angle, 0.465, petal([-64, -70 * up], up * -2.4, 50, 24));
  cut(angle, 0.465, petal([64, -70 * up], up * -0.7, 50, 24));
}
