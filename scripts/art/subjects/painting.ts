import type { Chance } from '../drawing/chance';
import { type Lch, oklch, tone } from '../drawing/color';
import { framed } from '../drawing/frame';
import { n } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import type { Drawing, Easel } from '../subject';

/** Ground and five colours of one canvas. */
type Palette = readonly [ground: Lch, a: Lch, b: Lch, c: Lch, d: Lch, e: Lch];

const PALETTES = {
  harbour: [
    { l: 0.93, c: 0.02, h: 85 },
    { l: 0.62, c: 0.16, h: 42 },
    { l: 0.4, c: 0.12, h: 258 },
    { l: 0.27, c: 0.03, h: 210 },
    { l: 0.85, c: 0.07, h: 92 },
    { l: 0.68, c: 0.07, h: 170 },
  ],
  orchard: [
    { l: 0.36, c: 0.045, h: 170 },
    { l: 0.78, c: 0.12, h: 82 },
    { l: 0.6, c: 0.13, h: 35 },
    { l: 0.9, c: 0.03, h: 90 },
    { l: 0.25, c: 0.03, h: 200 },
    { l: 0.66, c: 0.075, h: 150 },
  ],
} satisfies Record<string, Palette>;

export interface PaintingOptions {
  readonly palette: keyof typeof PALETTES;
  readonly composition: 'discs' | 'arches';
}

/** An abstract canvas of hard-edged forms in a narrow floating frame. */
export function painting(options: PaintingOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const discsOnly = options.composition === 'discs';
    const box = discsOnly
      ? { x: 190, y: 290, w: 820, h: 900 }
      : { x: 230, y: 240, w: 740, h: 1000 };
    const turn = chance.between(-10, 10);
    const palette = PALETTES[options.palette].map((color) => ({ ...color, h: color.h + turn }));
    const compose = discsOnly ? discs : arches;
    const weave = sheet.noise({ frequency: '.35 .5', color: '#2a2118', strength: 2, cut: 0.46 });
    const brush = sheet.noise({
      frequency: '.004 .09',
      color: '#ffffff',
      strength: 1.5,
      cut: 0.44,
    });
    const all = `<rect width="${box.w}" height="${box.h}"`;
    const art = [
      compose(sheet, chance, palette, box.w, box.h),
      `${all} filter="${brush}" opacity=".12"/>${all} filter="${weave}" opacity=".13"/>`,
      `${all} fill="${sheet.linear(
        [
          [0, '#ffffff', 0.08],
          [0.5, '#ffffff', 0],
          [1, '#000000', 0.12],
        ],
        [1, 1],
      )}"/>`,
    ].join('');
    const wood = discsOnly ? { l: 0.68, c: 0.06, h: 72 } : { l: 0.26, c: 0.02, h: 60 };
    return {
      ...framed(sheet, { box, mat: 0, frame: 22, wood, art }),
      standing: false,
      focus: [box.x + box.w * 0.52, box.y + box.h * 0.5],
      sizePx: box.h,
    };
  };
}

type Compose = (sheet: Sheet, chance: Chance, palette: Lch[], w: number, h: number) => string;

const paints = (palette: Lch[]) => palette.map((color) => tone(color));

/** A leaning block, two discs that darken where they cross, a horizon bowl and a rank of reeds. */
const discs: Compose = (_, chance, palette, w, h) => {
  const [ground, a, b, c, d, e] = paints(palette);
  const v = (share: number) => chance.vary(share, 0.06);
  const reeds = [0, 1, 2, 3, 4, 5, 6].map(
    (i) => `M${n(w * 0.68 + i * 27)} ${n(h * 0.08)}V${n(h * (0.2 + chance.between(0, 0.12)))}`,
  );
  return [
    `<rect width="${w}" height="${h}" fill="${ground}"/>`,
    `<path d="M${n(w * 0.09)} ${n(h * 0.1)}h${n(w * v(0.46))}v${n(h * v(0.5))}h${n(-w * 0.4)}Z" fill="${a}"/>`,
    `<circle cx="${n(w * v(0.63))}" cy="${n(h * v(0.44))}" r="${n(w * 0.285)}" fill="${b}" style="mix-blend-mode:multiply"/>`,
    `<path d="M${n(w * 0.1)} ${n(h * 0.91)}A${n(w * 0.39)} ${n(w * 0.39)} 0 0 1 ${n(w * 0.88)} ${n(h * 0.91)}Z" fill="${c}"/>`,
    `<rect x="${n(w * 0.48)}" y="${n(h * 0.655)}" width="${n(w * 0.43)}" height="${n(h * 0.065)}" fill="${d}"/>`,
    `<circle cx="${n(w * 0.28)}" cy="${n(h * 0.79)}" r="${n(w * v(0.088))}" fill="${e}"/>`,
    `<circle cx="${n(w * 0.28)}" cy="${n(h * 0.79)}" r="${n(w * 0.03)}" fill="${c}"/>`,
    `<path d="${reeds.join('')}" stroke="${c}" stroke-width="10" fill="none"/>`,
    `<path d="M${n(w * 0.09)} ${n(h * 0.955)}H${n(w * 0.91)}" stroke="${a}" stroke-width="6"/>`,
  ].join('');
};

/** A field of tiles, each with a quarter disc, a half disc or a nested arch. */
const arches: Compose = (_, chance, palette, w, h) => {
  const colors = paints(palette);
  const ground = colors[0] ?? oklch(0.9, 0, 0);
  const [columns, rows] = [3, 4];
  const [tw, th] = [w / columns, h / rows];
  let out = `<rect width="${w}" height="${h}" fill="${ground}"/>`;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const back = chance.pick(colors);
      const others = colors.filter((color) => color !== back);
      const front = chance.pick(others);
      const third = chance.pick(others.filter((color) => color !== front));
      out += `<g transform="translate(${n(x * tw + tw / 2)} ${n(y * th + th / 2)}) rotate(${chance.pick([0, 90, 180, 270])}) scale(${n(1)})"><rect x="${n(-tw / 2 - 1)}" y="${n(-th / 2 - 1)}" width="${n(tw + 2)}" height="${n(th + 2)}" fill="${back}"/>${tile(chance.pick(['quarter', 'arch', 'half']), tw / 2, front, third)}</g>`;
    }
  return out;
};

function tile(kind: 'quarter' | 'arch' | 'half', r: number, front: string, third: string): string {
  const quarter = (size: number, color: string) =>
    `<path d="M${n(-r)} ${n(-r)}h${n(size)}a${n(size)} ${n(size)} 0 0 1 ${n(-size)} ${n(size)}Z" fill="${color}"/>`;
  const arch = (size: number, color: string) =>
    `<path d="M${n(-size)} ${n(r)}V0a${n(size)} ${n(size)} 0 0 1 ${n(2 * size)} 0V${n(r)}Z" fill="${color}"/>`;
  return {
    quarter: () => quarter(r * 1.9, front) + quarter(r * 1.1, third),
    arch: () => arch(r * 0.86, front) + arch(r * 0.46, third),
    half: () =>
      `<path d="M${n(-r)} 0a${n(r)} ${n(r)} 0 0 1 ${n(2 * r)} 0Z" fill="${front}"/><circle cy="${n(r * 0.52)}" r="${n(r * 0.34)}" fill="${third}"/>`,
  }[kind]();
}
