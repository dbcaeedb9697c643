import { type Lch, oklch, tone } from '../drawing/color';
import { bezel, METALS, polished, rounded, ticks } from '../drawing/metal';
import { n, type Point } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { standingShadow } from '../drawing/stage';
import type { Drawing, Easel } from '../subject';

export interface CameraOptions {
  readonly build: 'rangefinder' | 'twin-lens';
  readonly leather: Lch;
}

const FLOOR = 1150;

/** A film camera seen from the front; no maker's name, no engraving. */
export function camera(options: CameraOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const leather = { ...options.leather, h: options.leather.h + chance.between(-10, 10) };
    const coating = chance.between(250, 330);
    const wide = options.build === 'rangefinder';
    return {
      body: wide ? rangefinder(sheet, leather, coating) : twinLens(sheet, leather, coating),
      shadow: standingShadow(sheet, [600, FLOOR], wide ? 430 : 230, 0.05),
      standing: true,
      focus: wide ? [610, 900] : [600, 800],
      sizePx: wide ? 880 : FLOOR - 390,
    };
  };
}

/** Glass in its barrel: black tube, coated elements, the soft box mirrored upper left, a ghost lower right. */
function glass(sheet: Sheet, [cx, cy]: Point, r: number, coating: number): string {
  const disc = (k: number, fill: string) =>
    `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r * k)}" fill="${fill}"/>`;
  const deep = sheet.radial(
    [
      [0, oklch(0.3, 0.1, coating)],
      [0.45, oklch(0.2, 0.07, coating - 20)],
      [0.8, oklch(0.13, 0.03, coating - 60)],
      [1, oklch(0.08, 0.01, 250)],
    ],
    [0.44, 0.42],
    0.6,
  );
  const inner = sheet.radial(
    [
      [0, oklch(0.1, 0.02, 280)],
      [0.55, oklch(0.16, 0.05, coating)],
      [0.85, oklch(0.38, 0.1, coating + 30)],
      [1, oklch(0.2, 0.06, coating)],
    ],
    [0.5, 0.5],
    0.52,
  );
  const ghost = sheet.radial([
    [0, oklch(0.7, 0.13, coating - 110), 0.6],
    [1, oklch(0.6, 0.12, coating - 110), 0],
  ]);
  const box = `M${n(cx - r * 0.6)} ${n(cy - r * 0.3)}Q${n(cx - r * 0.46)} ${n(cy - r * 0.62)} ${n(cx - r * 0.1)} ${n(cy - r * 0.66)}L${n(cx - r * 0.12)} ${n(cy - r * 0.38)}Q${n(cx - r * 0.34)} ${n(cy - r * 0.34)} ${n(cx - r * 0.4)} ${n(cy - r * 0.16)}Z`;
  return [
    disc(1, '#0b0c0d'),
    disc(0.9, deep),
    disc(0.56, inner),
    disc(0.26, oklch(0.07, 0.01, 280)),
    `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r * 0.9)}" fill="none" stroke="#fff" stroke-opacity=".2" stroke-width="2"/>`,
    `<ellipse cx="${n(cx + r * 0.34)}" cy="${n(cy + r * 0.4)}" rx="${n(r * 0.24)}" ry="${n(r * 0.16)}" transform="rotate(-42 ${n(cx + r * 0.34)} ${n(cy + r * 0.4)})" fill="${ghost}"/>`,
    `<path d="${box}" fill="${sheet.linear(
      [
        [0, '#ffffff', 0.85],
        [1, '#ffffff', 0.25],
      ],
      [1, 1],
    )}" filter="${sheet.blur(r * 0.018)}"/>`,
  ].join('');
}

/** A lens: mount, knurled focus ring, aperture ring, front rim, glass. */
function lens(sheet: Sheet, at: Point, r: number, coating: number): string {
  const black: Lch = { l: 0.24, c: 0.006, h: 250 };
  const marks = (
    from: number,
    to: number,
    count: number,
    color: string,
    width: number,
    skip?: (i: number) => boolean,
  ) => ticks(at, { count, from: r * from, to: r * to, width, color, ...(skip ? { skip } : {}) });
  return [
    `<circle cx="${n(at[0] + 16)}" cy="${n(at[1] + 22)}" r="${n(r)}" fill="#000" opacity=".55" filter="${sheet.blur(16)}"/>`,
    bezel(sheet, at, r, r * 0.9, METALS.steel),
    bezel(sheet, at, r * 0.91, r * 0.76, black),
    marks(0.78, 0.895, 120, 'rgba(0,0,0,.55)', 3),
    marks(0.78, 0.895, 120, 'rgba(255,255,255,.09)', 1.2),
    bezel(sheet, at, r * 0.765, r * 0.65, METALS.steel),
    marks(0.68, 0.72, 48, '#22282a', 2.4, (i) => i % 12 > 8),
    marks(0.67, 0.735, 12, '#22282a', 3.4, (i) => i % 4 === 3),
    bezel(sheet, at, r * 0.655, r * 0.55, black),
    glass(sheet, at, r * 0.56, coating),
  ].join('');
}

/** Leatherette: a pebbled skin within an outline. */
function skin(sheet: Sheet, d: string, leather: Lch): string {
  const grain = sheet.noise({
    frequency: '.16 .19',
    color: tone(leather, 0.2),
    strength: 2.6,
    cut: 0.5,
  });
  const pits = sheet.noise({ frequency: '.21', color: '#000000', strength: 3, cut: 0.5 });
  const form = sheet.linear(
    [
      [0, tone(leather, -0.1)],
      [0.1, tone(leather, 0.05)],
      [0.5, tone(leather)],
      [0.9, tone(leather, -0.07)],
      [1, tone(leather, -0.14)],
    ],
    [1, 0],
  );
  return `<path d="${d}" fill="${form}"/><path d="${d}" filter="${pits}" opacity=".42"/><path d="${d}" filter="${grain}" opacity=".3"/><path d="${d}" fill="${sheet.linear(
    [
      [0, '#000000', 0.4],
      [0.06, '#000000', 0],
      [0.9, '#000000', 0],
      [1, '#000000', 0.45],
    ],
  )}"/>`;
}

function pane(sheet: Sheet, x: number, y: number, w: number, h: number, tint: number): string {
  const fill = sheet.linear(
    [
      [0, oklch(0.5, 0.07, tint)],
      [0.5, oklch(0.2, 0.04, tint)],
      [1, oklch(0.3, 0.06, tint - 40)],
    ],
    [1, 1],
  );
  return `<rect x="${x - 9}" y="${y - 9}" width="${w + 18}" height="${h + 18}" rx="7" fill="${polished(sheet, METALS.steel, [1, 1])}"/><rect x="${x - 3}" y="${y - 3}" width="${w + 6}" height="${h + 6}" rx="4" fill="#101416"/><rect x="${x}" y="${y}" width="${w}" height="${h}" rx="3" fill="${fill}"/><path d="M${x + 4} ${y + 4}h${n(w * 0.46)}l${n(-w * 0.22)} ${h - 8}h${n(-w * 0.24)}Z" fill="#fff" opacity=".2"/>`;
}

/** A knurled dial or knob seen from the side. */
function knob(sheet: Sheet, cx: number, bottom: number, w: number, h: number): string {
  const lines = Array.from(
    { length: Math.floor(w / 7) },
    (_, i) => `M${n(cx - w / 2 + 4 + i * 7)} ${n(bottom - h + 7)}V${n(bottom - 4)}`,
  ).join('');
  return `<rect x="${n(cx - w / 2)}" y="${n(bottom - h)}" width="${w}" height="${h}" rx="5" fill="${rounded(sheet, METALS.steel)}"/><path d="${lines}" stroke="#000" stroke-opacity=".35" stroke-width="2.4"/><rect x="${n(cx - w / 2)}" y="${n(bottom - h)}" width="${w}" height="7" rx="3" fill="#fff" opacity=".45"/>`;
}

const rounded4 = (x: number, y: number, w: number, h: number, r: number) =>
  `M${x + r} ${y}H${x + w - r}Q${x + w} ${y} ${x + w} ${y + r}V${y + h - r}Q${x + w} ${y + h} ${x + w - r} ${y + h}H${x + r}Q${x} ${y + h} ${x} ${y + h - r}V${y + r}Q${x} ${y} ${x + r} ${y}Z`;

function rangefinder(sheet: Sheet, leather: Lch, coating: number): string {
  const chrome = METALS.steel;
  const satin = sheet.linear([
    [0, tone(chrome, 0.16)],
    [0.18, tone(chrome, 0.06)],
    [0.7, tone(chrome, -0.06)],
    [1, tone(chrome, -0.22)],
  ]);
  const sideFall = sheet.linear(
    [
      [0, '#000000', 0.4],
      [0.07, '#000000', 0],
      [0.3, '#ffffff', 0.25],
      [0.5, '#ffffff', 0],
      [0.92, '#000000', 0.06],
      [1, '#000000', 0.45],
    ],
    [1, 0],
  );
  const plate =
    'M160 752V700Q160 668 194 668H412Q430 668 436 652L442 634Q446 622 460 622H790Q804 622 808 634L814 652Q820 668 838 668H1006Q1040 668 1040 700V752Z';
  return [
    knob(sheet, 262, 672, 104, 46),
    knob(sheet, 912, 672, 120, 40),
    knob(sheet, 1000, 672, 44, 26),
    `<rect x="560" y="606" width="96" height="18" rx="3" fill="${rounded(sheet, chrome, [0, 1])}"/>`,
    skin(sheet, rounded4(160, 742, 880, 362, 46), leather),
    `<path d="${rounded4(160, 1082, 880, 64, 30)}" fill="${satin}"/><path d="${rounded4(160, 1082, 880, 64, 30)}" fill="${sideFall}"/>`,
    `<path d="${plate}" fill="${satin}"/><path d="${plate}" fill="${sideFall}"/><path d="M160 752H1040" stroke="#000" stroke-opacity=".5" stroke-width="5"/>`,
    `<path d="M200 676H412M838 676H1000M462 630H788" stroke="#fff" stroke-opacity=".55" stroke-width="4" stroke-linecap="round"/>`,
    pane(sheet, 692, 652, 92, 62, 265),
    pane(sheet, 560, 662, 72, 44, 200),
    pane(sheet, 482, 668, 30, 32, 60),
    `<path d="M160 1092H1040" stroke="#fff" stroke-opacity=".35" stroke-width="3"/>`,
    `<circle cx="870" cy="830" r="22" fill="${polished(sheet, chrome)}"/><path d="M858 838L902 954q8 26 -12 30t-24 -20L842 842Z" fill="${rounded(sheet, chrome, [1, 0.2])}"/><circle cx="870" cy="830" r="9" fill="#333"/>`,
    `<circle cx="322" cy="812" r="15" fill="${polished(sheet, chrome)}"/><circle cx="322" cy="812" r="8" fill="#111"/>`,
    lens(sheet, [606, 918], 204, coating),
  ].join('');
}

function twinLens(sheet: Sheet, leather: Lch, coating: number): string {
  const black: Lch = { l: 0.22, c: 0.006, h: 250 };
  const enamel = sheet.linear(
    [
      [0, tone(black, 0.12)],
      [0.2, tone(black, 0.02)],
      [0.8, tone(black, -0.06)],
      [1, tone(black, -0.1)],
    ],
    [1, 0.3],
  );
  const [left, top] = [392, 560];
  const wing = (y: number, h: number, inset: number) =>
    `<path d="M${left + inset} ${y + h}L${left + inset + 16} ${y}H${808 - inset - 16}L${808 - inset} ${y + h}Z" fill="${enamel}" stroke="${tone(black, 0.2)}" stroke-width="2"/>`;
  return [
    knob(sheet, 846, 900, 36, 120),
    `<rect x="806" y="800" width="26" height="80" fill="${rounded(sheet, METALS.steel, [0, 1])}"/>`,
    `<path d="M420 402H780L792 520H408Z" fill="${enamel}" stroke="${tone(black, 0.22)}" stroke-width="2.5"/><path d="M452 420H748L756 508H444Z" fill="${oklch(0.17, 0.01, 250)}"/>`,
    wing(494, 50, 4),
    skin(sheet, rounded4(left, top, 416, 590, 20), leather),
    `<rect x="${left - 4}" y="538" width="424" height="34" rx="5" fill="${rounded(sheet, METALS.steel, [0, 1])}"/>`,
    `<path d="${rounded4(432, 600, 336, 516, 30)}" fill="${enamel}"/><path d="${rounded4(432, 600, 336, 516, 30)}" fill="none" stroke="${tone(METALS.steel, -0.05)}" stroke-width="5"/>`,
    `<path d="${rounded4(440, 608, 320, 500, 24)}" fill="none" stroke="#000" stroke-opacity=".5" stroke-width="3"/>`,
    lens(sheet, [600, 728], 116, coating + 30),
    lens(sheet, [600, 960], 138, coating),
    ...[
      [466, 848],
      [734, 848],
    ].map(
      ([x = 0, y = 0]) =>
        `<circle cx="${x}" cy="${y}" r="25" fill="${polished(sheet, METALS.steel)}"/>${ticks([x, y], { count: 28, from: 19, to: 25, width: 2.4, color: 'rgba(0,0,0,.45)' })}<circle cx="${x}" cy="${y}" r="15" fill="${rounded(sheet, METALS.steel, [1, 1])}"/>`,
    ),
    `<rect x="${left + 2}" y="1126" width="412" height="24" rx="6" fill="${rounded(sheet, METALS.steel, [0, 1])}"/>`,
    ...[640, 700].map(
      (y) =>
        `<circle cx="${left + 20}" cy="${y}" r="6" fill="${tone(METALS.steel, 0)}"/><circle cx="${788}" cy="${y}" r="6" fill="${tone(METALS.steel, 0)}"/>`,
    ),
  ].join('');
}
