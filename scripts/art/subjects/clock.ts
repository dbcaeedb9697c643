import { type Lch, oklch, tone } from '../drawing/color';
import { bezel, hand, METALS, rounded, ticks } from '../drawing/metal';
import { n, type Point } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { standingShadow } from '../drawing/stage';
import { ball } from '../drawing/tube';
import type { Drawing, Easel } from '../subject';

export interface ClockOptions {
  readonly build: 'carriage' | 'arched';
  /** The arched clock's wood. */
  readonly wood?: Lch;
}

const FLOOR = 1180;

/** A table clock: a glazed brass carriage clock, or an arched wooden one on brass feet. */
export function clock(options: ClockOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const minutes = chance.between(0, 60);
    const brass: Lch = { ...METALS.brass, h: METALS.brass.h + chance.between(-6, 6) };
    const carriage = options.build === 'carriage';
    const wood = options.wood ?? { l: 0.26, c: 0.02, h: 40 };
    return {
      body: carriage
        ? carriageClock(sheet, brass, minutes)
        : archedClock(sheet, brass, wood, minutes),
      shadow: standingShadow(sheet, [600, FLOOR], carriage ? 262 : 306, 0.07),
      standing: true,
      focus: carriage ? [600, 740] : [600, 720],
      sizePx: carriage ? FLOOR - 400 : FLOOR - 370,
    };
  };
}

/** A horizontal moulding: bars of light down its profile. */
const ledge = (sheet: Sheet, metal: Lch, x: number, y: number, w: number, h: number, round = 3) =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${round}" fill="${rounded(sheet, metal, [0, 1])}"/><rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${round}" fill="${sheet.linear(
    [
      [0, '#ffffff', 0.18],
      [0.3, '#ffffff', 0],
      [1, '#000000', 0.3],
    ],
    [1, 0],
  )}"/>`;

/** An enamel dial: minute track, baton hours, moon hands. */
function dial(sheet: Sheet, at: Point, r: number, enamel: Lch, minutes: number): string {
  const ink = oklch(0.24, 0.03, 262);
  const ground = sheet.radial(
    [
      [0, tone(enamel, 0.02)],
      [0.7, tone(enamel)],
      [1, tone(enamel, -0.09)],
    ],
    [0.4, 0.36],
    0.75,
  );
  const steel: Lch = { l: 0.3, c: 0.09, h: 264 };
  const moon = (length: number, eye: number) =>
    `M-3 26L-3 ${n(-length * 0.55)}A${eye} ${eye} 0 1 1 3 ${n(-length * 0.55)}L3 26ZM0 ${n(-length * 0.55 - eye * 1.7)}a${n(eye * 0.55)} ${n(eye * 0.55)} 0 1 0 .1 0ZM-3 ${n(-length * 0.55 - eye * 1.9)}L0 ${-length}L3 ${n(-length * 0.55 - eye * 1.9)}Z`;
  return [
    `<circle cx="${at[0]}" cy="${at[1]}" r="${r}" fill="${ground}"/>`,
    `<circle cx="${at[0]}" cy="${at[1]}" r="${n(r * 0.95)}" fill="none" stroke="${ink}" stroke-width="1.8"/><circle cx="${at[0]}" cy="${at[1]}" r="${n(r * 0.885)}" fill="none" stroke="${ink}" stroke-width="1.8"/>`,
    ticks(at, { count: 60, from: r * 0.885, to: r * 0.95, width: 1.8, color: ink }),
    ticks(at, { count: 12, from: r * 0.62, to: r * 0.83, width: r * 0.05, color: ink }),
    ticks(at, { count: 4, from: r * 0.62, to: r * 0.83, width: r * 0.085, color: ink }),
    `<circle cx="${at[0]}" cy="${at[1]}" r="${n(r * 0.5)}" fill="none" stroke="${oklch(0.7, 0.09, 82)}" stroke-width="3"/>`,
    hand(at, 300 + minutes / 2, moon(r * 0.58, r * 0.075), tone(steel)),
    hand(at, minutes * 6, moon(r * 0.86, r * 0.06), tone(steel)),
    `<circle cx="${at[0]}" cy="${at[1]}" r="${n(r * 0.05)}" fill="${tone(steel, 0.1)}"/>`,
    `<circle cx="${at[0]}" cy="${at[1]}" r="${r}" fill="none" stroke="#000" stroke-opacity=".4" stroke-width="${n(r * 0.07)}" filter="${sheet.blur(6)}" clip-path="${sheet.clip(`M${at[0] - r} ${at[1]}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`)}"/>`,
  ].join('');
}

function carriageClock(sheet: Sheet, brass: Lch, minutes: number): string {
  const [left, right, top, bottom] = [378, 822, 520, 1104];
  const inside = sheet.linear(
    [
      [0, oklch(0.36, 0.05, 80)],
      [0.5, oklch(0.24, 0.035, 70)],
      [1, oklch(0.17, 0.025, 60)],
    ],
    [0.7, 1],
  );
  const column = (x: number) =>
    [
      `<rect x="${x}" y="${top}" width="40" height="${bottom - top}" fill="${rounded(sheet, brass)}"/>`,
      ...[top, top + 34, bottom - 48, bottom - 14].map((y) =>
        ledge(sheet, brass, x - 5, y, 50, 14, 4),
      ),
    ].join('');
  const handle = `M470 ${top - 66}C462 ${top - 142} 500 ${top - 150} 540 ${top - 150}H660C700 ${top - 150} 738 ${top - 142} 730 ${top - 66}`;
  const glassEdge = `M${left + 44} ${top + 6}H${right - 44}V${bottom - 6}H${left + 44}Z`;
  return [
    `<path d="${handle}" fill="none" stroke="${tone(brass, -0.36)}" stroke-width="24" stroke-linecap="round"/><path d="${handle}" fill="none" stroke="${tone(brass, -0.06)}" stroke-width="17" stroke-linecap="round"/><path d="${handle}" transform="translate(-2 -4)" fill="none" stroke="${tone(brass, 0.19, 0.5)}" stroke-width="5" stroke-linecap="round"/>`,
    ball(sheet, [470, top - 66], 19, { ...brass, gloss: 0.9, metal: true }),
    ball(sheet, [730, top - 66], 19, { ...brass, gloss: 0.9, metal: true }),
    ledge(sheet, brass, left + 14, top - 54, right - left - 28, 22),
    ledge(sheet, brass, left - 10, top - 34, right - left + 20, 18),
    ledge(sheet, brass, left - 24, top - 18, right - left + 48, 22, 5),
    `<rect x="${left + 20}" y="${top}" width="${right - left - 40}" height="${bottom - top}" fill="${inside}"/>`,
    mask(sheet, brass, top, minutes),
    `<path d="${glassEdge}" fill="${sheet.linear(
      [
        [0, '#ffffff', 0.26],
        [0.28, '#ffffff', 0.07],
        [0.285, '#ffffff', 0],
        [0.62, '#ffffff', 0],
        [0.66, '#ffffff', 0.08],
        [0.8, '#ffffff', 0.02],
        [1, '#ffffff', 0],
      ],
      [1, 0.8],
    )}" stroke="#fff" stroke-opacity=".4" stroke-width="2.5"/>`,
    column(left),
    column(right - 40),
    ledge(sheet, brass, left - 16, bottom, right - left + 32, 20),
    ledge(sheet, brass, left - 28, bottom + 18, right - left + 56, 34, 4),
    ledge(sheet, brass, left - 40, bottom + 50, right - left + 80, 28, 6),
  ].join('');
}

/** The gilt plate behind the glass with the dial, and the movement's shadowed lower half. */
function mask(sheet: Sheet, brass: Lch, top: number, minutes: number): string {
  const plate = `M440 ${top + 30}H760V${top + 550}H440Z`;
  const matte = sheet.noise({ frequency: '.5', color: tone(brass, -0.3), strength: 2, cut: 0.46 });
  const gilt = { ...brass, l: 0.66 };
  const rosette = Array.from(
    { length: 16 },
    (_, i) =>
      `<ellipse cx="600" cy="${top + 428}" rx="13" ry="58" transform="rotate(${n(i * 22.5)} 600 ${top + 428})"/>`,
  );
  return [
    `<path d="${plate}" fill="${sheet.linear(
      [
        [0, tone(gilt, 0.08)],
        [0.6, tone(gilt, -0.08)],
        [1, tone(gilt, -0.24)],
      ],
      [0.5, 1],
    )}"/><path d="${plate}" filter="${matte}" opacity=".3"/>`,
    `<path d="${plate}" fill="none" stroke="${tone(brass, 0.14)}" stroke-width="4"/>`,
    `<g fill="none" stroke="${tone(gilt, -0.26)}" stroke-width="2.4" opacity=".75">${rosette.join('')}<circle cx="600" cy="${top + 428}" r="76"/><circle cx="600" cy="${top + 428}" r="84"/></g>`,
    ball(sheet, [600, top + 428], 15, { ...brass, gloss: 0.9, metal: true }),
    bezel(sheet, [600, top + 192], 152, 134, brass),
    dial(sheet, [600, top + 192], 134, { l: 0.955, c: 0.012, h: 90 }, minutes),
  ].join('');
}

function archedClock(sheet: Sheet, brass: Lch, wood: Lch, minutes: number): string {
  const arch = (grow: number, bottom: number) =>
    `M${360 - grow} ${bottom}V${620}A${240 + grow} ${240 + grow} 0 0 1 ${840 + grow} 620V${bottom}Z`;
  const face = sheet.linear(
    [
      [0, tone(wood, 0.13)],
      [0.3, tone(wood, 0.03)],
      [0.75, tone(wood, -0.05)],
      [1, tone(wood, -0.11)],
    ],
    [1, 0.7],
  );
  const grain = sheet.noise({
    frequency: '.11 .007',
    color: tone(wood, -0.2),
    strength: 2.2,
    cut: 0.46,
  });
  const edge = sheet.linear(
    [
      [0, tone(wood, 0.3)],
      [0.25, tone(wood, 0.04)],
      [0.7, tone(wood, -0.12)],
      [1, tone(wood, 0.05)],
    ],
    [1, 0.3],
  );
  const foot = (x: number) =>
    `<ellipse cx="${x}" cy="1163" rx="44" ry="20" fill="${rounded(sheet, brass)}"/><ellipse cx="${x - 14}" cy="1156" rx="12" ry="5" fill="#fff" opacity=".5" filter="${sheet.blur(3)}"/>`;
  const inlay = `M404 1010V626A196 196 0 0 1 796 626V1010Z`;
  return [
    foot(372),
    foot(828),
    `<path d="${arch(16, 1070)}" fill="${edge}"/>`,
    `<path d="${arch(0, 1070)}" fill="${face}"/><path d="${arch(0, 1070)}" filter="${grain}" opacity=".55"/>`,
    `<path d="${arch(-12, 1058)}" fill="none" stroke="#000" stroke-opacity=".3" stroke-width="5" filter="${sheet.blur(2)}"/>`,
    `<path d="${inlay}" fill="none" stroke="${tone(brass, -0.1)}" stroke-width="5"/><path d="${inlay}" transform="translate(-1 -1.5)" fill="none" stroke="${tone(brass, 0.14)}" stroke-width="1.6"/>`,
    fan(brass),
    bezel(sheet, [600, 640], 184, 160, brass),
    dial(sheet, [600, 640], 160, { l: 0.93, c: 0.028, h: 88 }, minutes),
    `<path d="M492 550A142 142 0 0 1 640 502L634 530A114 114 0 0 0 516 564Z" fill="#fff" opacity=".2" filter="${sheet.blur(3)}"/>`,
    ...[
      [336, 1066, 528, 22],
      [318, 1086, 564, 44],
      [300, 1128, 600, 22],
    ].map(
      ([x = 0, y = 0, w = 0, h = 0]) =>
        `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="5" fill="${sheet.linear([
          [0, tone(wood, 0.26)],
          [0.16, tone(wood, 0.08)],
          [0.7, tone(wood, -0.04)],
          [1, tone(wood, -0.14)],
        ])}"/><rect x="${x}" y="${y}" width="${w}" height="${h}" rx="5" filter="${grain}" opacity=".4"/>`,
    ),
    `<rect x="318" y="1104" width="564" height="5" fill="${tone(brass, -0.02)}"/>`,
  ].join('');
}

/** A brass fan let into the wood below the dial. */
function fan(brass: Lch): string {
  const blades = Array.from({ length: 9 }, (_, i) => {
    const a = -90 + i * 22.5;
    return `<path d="M600 984l-10 -84q10 -26 20 0Z" transform="rotate(${a} 600 984)" fill="${tone(brass, i % 2 ? -0.06 : -0.18)}"/>`;
  });
  return `<g opacity=".92">${blades.join('')}<path d="M574 990a26 26 0 0 1 52 0Z" fill="${tone(brass, 0.02)}"/></g>`;
}
