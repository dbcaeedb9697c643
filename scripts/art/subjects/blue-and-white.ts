import { oklch } from '../drawing/color';
import { band, type Form, lathe, type Profile, rim, turned } from '../drawing/lathe';
import type { Material } from '../drawing/light';
import { type Point, petal, steps } from '../drawing/path';
import { standingShadow } from '../drawing/stage';
import type { Drawing, Easel } from '../subject';
import {
  type Brush,
  cloudCollar,
  cobaltBrush,
  lotusScroll,
  panels,
  ringLine,
  waves,
} from './cobalt';
import { landscape } from './cobalt-landscape';

const SHAPES = {
  jar: [
    [0, 146],
    [0.03, 150],
    [0.07, 142],
    [0.1, 146],
    [0.17, 236],
    [0.27, 302],
    [0.38, 322],
    [0.5, 308],
    [0.68, 240],
    [0.84, 186],
    [0.95, 178],
    [1, 182],
  ],
  bottle: [
    [0, 62],
    [0.015, 66],
    [0.04, 56],
    [0.1, 50],
    [0.3, 54],
    [0.42, 78],
    [0.52, 160],
    [0.63, 232],
    [0.73, 250],
    [0.83, 226],
    [0.92, 168],
    [0.96, 150],
    [1, 156],
  ],
  gourd: [
    [0, 50],
    [0.02, 54],
    [0.06, 50],
    [0.12, 100],
    [0.21, 150],
    [0.29, 152],
    [0.37, 108],
    [0.415, 84],
    [0.45, 92],
    [0.54, 196],
    [0.66, 262],
    [0.76, 264],
    [0.88, 204],
    [0.95, 158],
    [1, 160],
  ],
} satisfies Record<string, Profile>;

export interface BlueAndWhiteOptions {
  readonly shape: keyof typeof SHAPES;
}

const BODY = { jar: [400, 1180], bottle: [280, 1195], gourd: [290, 1190] } as const;

/** Porcelain painted in underglaze cobalt, the white faintly blue. */
export function blueAndWhite(options: BlueAndWhiteOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const glaze: Material = { l: 0.955, c: 0.01, h: 228, gloss: 0.62 };
    const [top, bottom] = BODY[options.shape];
    const belly = chance.vary(1, 0.04);
    const profile = SHAPES[options.shape].map(([t, r]): readonly [number, number] => [
      t,
      r > 180 ? r * belly : r,
    ]);
    const form = lathe({ cx: 600, top, bottom, profile });
    const brush = cobaltBrush(form, chance, 262 + chance.between(-6, 6));
    ({
      jar: () => paintJar(brush, form),
      bottle: () => paintBottle(brush, form),
      gourd: () => paintGourd(brush, form, chance.between(0, 1)),
    })[options.shape]();
    if (options.shape !== 'bottle')
      lotusScroll(
        brush,
        form,
        chance,
        options.shape === 'jar' ? { t: 0.4, waves: 4, rise: 86 } : { t: 0.66, waves: 4, rise: 66 },
      );
    const bareFoot = `<path d="${band(form, 0.986, 1)}" fill="${oklch(0.8, 0.035, 70)}"/>`;
    return {
      body: turned(sheet, form, glaze, brush.painted() + bareFoot) + rim(sheet, form, glaze, 12),
      shadow: standingShadow(sheet, [600, bottom + 4], form.radiusAt(1)),
      standing: true,
      focus: options.shape === 'jar' ? [585, 720] : [580, 960],
      sizePx: bottom - top,
    };
  };
}

function paintJar(brush: Brush, form: Form): void {
  ringLine(brush, form, 0.015, 5);
  waves(brush, form, 0.093, 15);
  cloudCollar(brush, { t: 0.13, count: 12, size: 50 });
  for (const t of [0.115, 0.252, 0.262, 0.6, 0.61]) ringLine(brush, form, t, 4.5);
  panels(brush, { t: 0.955, count: 18, length: 205, width: 68, up: true });
  ringLine(brush, form, 0.965, 7);
}

/** A bottle with plantain leaves up the neck and a river landscape round the belly. */
function paintBottle(brush: Brush, form: Form): void {
  ringLine(brush, form, 0.012, 5);
  panels(brush, { t: 0.36, count: 9, length: 270, width: 44, up: true });
  for (const t of [0.37, 0.38, 0.47, 0.48, 0.868, 0.876]) ringLine(brush, form, t, 4);
  waves(brush, form, 0.445, 17);
  landscape(brush);
  panels(brush, { t: 0.965, count: 20, length: 76, width: 50, up: true });
  ringLine(brush, form, 0.968, 6);
}

function paintGourd(brush: Brush, form: Form, phase: number): void {
  panels(brush, { t: 0.125, count: 11, length: 64, width: 40, up: false });
  for (const t of [0.03, 0.11, 0.385, 0.395, 0.465, 0.475, 0.548, 0.792, 0.802])
    ringLine(brush, form, t, 4);
  waves(brush, form, 0.443, 15);
  cloudCollar(brush, { t: 0.482, count: 12, size: 34 });
  for (let i = 0; i < 8; i++) {
    const angle = ((i + phase) / 8) * 2 * Math.PI - Math.PI;
    for (let k = 0; k < 5; k++)
      brush.wash(angle, 0.265, petal([0, 0], (k / 5) * 6.283 - Math.PI / 2, 38, 34, 1.2), 0.45);
    brush.stroke(
      angle + 0.36,
      0.265,
      steps(14).map((s): Point => [(s - 0.5) * 56, Math.sin(s * 6.283) * 30]),
      5,
    );
    brush.wash(angle + 0.36, 0.265, petal([0, 0], -1, 40, 18), 0.75);
    brush.wash(angle + 0.36, 0.265, petal([0, 0], 2.1, 40, 18), 0.75);
  }
  panels(brush, { t: 0.962, count: 18, length: 120, width: 58, up: true });
  ringLine(brush, form, 0.97, 6);
}
