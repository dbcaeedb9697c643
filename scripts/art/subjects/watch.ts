import { type Lch, oklch, tone } from '../drawing/color';
import { bezel, hand, METALS, polished, rounded, ticks } from '../drawing/metal';
import { n, type Point } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { wallShadow } from '../drawing/stage';
import type { Drawing, Easel } from '../subject';

export interface WatchOptions {
  readonly dial: Lch;
  readonly metal: keyof typeof METALS;
  readonly strap: Lch;
  /** One small-seconds dial, or two counters with pushers. */
  readonly counters: 1 | 2;
}

const C: Point = [600, 750];
const R = 292;

/** A wristwatch laid flat, its strap running out of the picture: baton marks, no lettering. */
export function watch(options: WatchOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const dial = { ...options.dial, h: options.dial.h + chance.between(-8, 8) };
    const metal = METALS[options.metal];
    const lean = chance.between(-16, -10);
    const marks = options.dial.l > 0.6 ? oklch(0.3, 0.03, 60) : tone(metal, 0.1, 0.6);
    const turned = (markup: string) =>
      `<g transform="rotate(${n(lean)} ${C[0]} ${C[1]})">${markup}</g>`;
    const outline = `M${C[0] - R - 20} ${C[1]}a${R + 20} ${R + 20} 0 1 0 ${2 * R + 40} 0a${R + 20} ${R + 20} 0 1 0 ${-2 * R - 40} 0ZM462 -160h276V1660h-276Z`;
    return {
      body: turned(
        [
          strap(sheet, options.strap),
          crown(sheet, metal, options.counters),
          lugs(sheet, metal),
          bezel(sheet, C, R + 22, R - 16, metal),
          face(sheet, dial, marks, metal),
          options.counters === 1 ? counter(sheet, dial, marks, metal, [600, 878], 72, 220) : '',
          options.counters === 2
            ? counter(sheet, dial, marks, metal, [484, 758], 74, 130) +
              counter(sheet, dial, marks, metal, [716, 758], 74, 290)
            : '',
          hands(sheet, metal, options.dial.l > 0.6, options.counters, chance.between(-4, 4)),
          glass(sheet),
        ].join(''),
      ),
      shadow: turned(wallShadow(sheet, outline, 30)),
      standing: false,
      focus: [600, 800],
      sizePx: 2 * (R + 22),
    };
  };
}

function strap(sheet: Sheet, leather: Lch): string {
  const side = sheet.linear(
    [
      [0, tone(leather, -0.16)],
      [0.08, tone(leather, -0.04)],
      [0.3, tone(leather, 0.09)],
      [0.55, tone(leather, 0.02)],
      [0.9, tone(leather, -0.12)],
      [1, tone(leather, -0.2)],
    ],
    [1, 0],
  );
  const grain = sheet.noise({
    frequency: '.06 .09',
    color: tone(leather, -0.22),
    strength: 3,
    cut: 0.5,
  });
  const half = (sign: 1 | -1) => {
    const [y0, y1] = [C[1] + sign * 250, C[1] + sign * 940];
    const d = `M438 ${y0}C446 ${C[1] + sign * 420} 466 ${C[1] + sign * 540} 470 ${y1}H730C734 ${C[1] + sign * 540} 754 ${C[1] + sign * 420} 762 ${y0}Z`;
    const seam = (x: number) =>
      `M${600 + x * 142} ${y0}C${600 + x * 134} ${C[1] + sign * 420} ${600 + x * 114} ${C[1] + sign * 540} ${600 + x * 110} ${y1}`;
    const away = sheet.linearIn(
      [
        [0, '#000000', 0.5],
        [0.1, '#000000', 0.04],
        [0.55, '#ffffff', 0.06],
        [1, '#000000', 0.34],
      ],
      { from: [0, C[1] + sign * 290], to: [0, y1] },
    );
    return `<path d="${d}" fill="${side}"/><path d="${d}" filter="${grain}" opacity=".4"/><path d="${seam(-1)}${seam(1)}" fill="none" stroke="#000" stroke-opacity=".35" stroke-width="8"/><path d="${seam(-1)}${seam(1)}" fill="none" stroke="${oklch(0.82, 0.05, 78)}" stroke-width="5" stroke-dasharray="20 11" stroke-linecap="round"/><path d="${d}" fill="${away}"/>`;
  };
  return half(-1) + half(1);
}

function lugs(sheet: Sheet, metal: Lch): string {
  const lug = (sx: 1 | -1, sy: 1 | -1) => {
    const p = (x: number, y: number) => `${n(C[0] + sx * x)} ${n(C[1] + sy * y)}`;
    const body = `M${p(250, 170)}C${p(242, 232)} ${p(224, 280)} ${p(214, 330)}Q${p(208, 354)} ${p(186, 352)}L${p(168, 348)}C${p(166, 310)} ${p(158, 288)} ${p(140, 264)}Z`;
    const facet = `M${p(250, 170)}C${p(242, 232)} ${p(224, 280)} ${p(214, 330)}L${p(198, 346)}C${p(206, 300)} ${p(214, 262)} ${p(226, 200)}Z`;
    return `<path d="${body}" fill="${polished(sheet, metal, [1, sy])}"/><path d="${facet}" fill="${tone(metal, sx * sy > 0 ? -0.24 : 0.14)}" opacity=".7"/>`;
  };
  return lug(-1, -1) + lug(1, -1) + lug(-1, 1) + lug(1, 1);
}

function crown(sheet: Sheet, metal: Lch, counters: 1 | 2): string {
  const ridges = Array.from(
    { length: 8 },
    (_, i) => `M${C[0] + R + 30} ${n(C[1] - 29 + i * 8.3)}h36`,
  ).join('');
  const knob = `<rect x="${C[0] + R + 16}" y="${C[1] - 24}" width="14" height="48" fill="${rounded(sheet, metal, [0, 1])}"/><rect x="${C[0] + R + 28}" y="${C[1] - 36}" width="40" height="72" rx="7" fill="${rounded(sheet, metal, [0, 1])}"/><path d="${ridges}" stroke="#000" stroke-opacity=".4" stroke-width="2.4"/>`;
  const pusher = (turn: number) =>
    `<g transform="rotate(${turn} ${C[0]} ${C[1]})"><rect x="${C[0] + R + 14}" y="${C[1] - 15}" width="30" height="30" fill="${rounded(sheet, metal, [0, 1])}"/><rect x="${C[0] + R + 40}" y="${C[1] - 24}" width="22" height="48" rx="5" fill="${rounded(sheet, metal, [0, 1])}"/></g>`;
  return knob + (counters === 2 ? pusher(-25) + pusher(25) : '');
}

function face(sheet: Sheet, dial: Lch, marks: string, metal: Lch): string {
  const r = R - 17;
  const ground = sheet.radial(
    [
      [0, tone(dial, 0.1)],
      [0.55, tone(dial)],
      [1, tone(dial, -0.13)],
    ],
    [0.38, 0.34],
    0.8,
  );
  // A sunray finish: alternating wedges of light that meet in the middle.
  const wedges = Array.from({ length: 12 }, (_, i) => {
    const [a, b] = [(i / 12) * 6.283 + 0.35, (i / 12) * 6.283 + 0.35 + 0.26];
    return `M${C[0]} ${C[1]}L${n(C[0] + Math.sin(a) * r)} ${n(C[1] - Math.cos(a) * r)}A${r} ${r} 0 0 1 ${n(C[0] + Math.sin(b) * r)} ${n(C[1] - Math.cos(b) * r)}Z`;
  });
  const clip = sheet.clip(
    `M${C[0] - r} ${C[1]}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
  );
  const batons = Array.from({ length: 12 }, (_, i) => {
    const wide = i % 3 === 0 ? 15 : 10;
    return `<g transform="rotate(${i * 30} ${C[0]} ${C[1]})"><rect x="${C[0] - wide / 2 + 3}" y="${C[1] - r * 0.885 + 4}" width="${wide}" height="52" fill="#000" opacity=".25"/><rect x="${C[0] - wide / 2}" y="${C[1] - r * 0.885}" width="${wide}" height="52" fill="${polished(sheet, metal, [1, 0.2])}"/></g>`;
  });
  return [
    `<circle cx="${C[0]}" cy="${C[1]}" r="${r}" fill="${ground}"/>`,
    `<g clip-path="${clip}"><path d="${wedges.join('')}" fill="#fff" opacity=".16" filter="${sheet.blur(14)}"/></g>`,
    ticks(C, {
      count: 60,
      from: r * 0.93,
      to: r * 0.975,
      width: 3,
      color: marks,
      skip: (i) => i % 5 === 0,
    }),
    ticks(C, { count: 12, from: r * 0.92, to: r * 0.98, width: 6, color: marks }),
    ...batons,
    `<circle cx="${C[0]}" cy="${C[1]}" r="${r}" fill="none" stroke="#000" stroke-opacity=".45" stroke-width="16" filter="${sheet.blur(7)}"/>`,
  ].join('');
}

function counter(
  sheet: Sheet,
  dial: Lch,
  marks: string,
  metal: Lch,
  at: Point,
  r: number,
  degrees: number,
): string {
  const rings = [0.3, 0.44, 0.58, 0.72].map(
    (k) =>
      `<circle cx="${at[0]}" cy="${at[1]}" r="${n(r * k)}" fill="none" stroke="#fff" stroke-opacity=".09" stroke-width="2"/>`,
  );
  const needle = `M-2.5 16L-1.5 ${n(-r * 0.74)}h3L2.5 16Z`;
  return [
    `<circle cx="${at[0]}" cy="${at[1]}" r="${r}" fill="${sheet.linear(
      [
        [0, tone(dial, -0.11)],
        [1, tone(dial, -0.02)],
      ],
      [0.6, 1],
    )}"/>`,
    ...rings,
    `<circle cx="${at[0]}" cy="${at[1]}" r="${r}" fill="none" stroke="${polished(sheet, metal)}" stroke-width="3"/>`,
    ticks(at, { count: 30, from: r * 0.82, to: r * 0.93, width: 2, color: marks }),
    hand(at, degrees, needle, tone(metal, 0.08)),
    `<circle cx="${at[0]}" cy="${at[1]}" r="5" fill="${polished(sheet, metal)}"/>`,
  ].join('');
}

function hands(
  sheet: Sheet,
  metal: Lch,
  paleDial: boolean,
  counters: 1 | 2,
  drift: number,
): string {
  const dark: Lch = { l: 0.32, c: 0.07, h: 262 };
  const fill = paleDial ? polished(sheet, dark, [1, 0]) : polished(sheet, metal, [1, 0]);
  const leaf = (length: number, width: number) =>
    `M-4 34L${-width} ${n(-length * 0.3)}L-2.5 ${-length}h5L${width} ${n(-length * 0.3)}L4 34Z`;
  const seconds =
    counters === 2 ? hand(C, 204, 'M-2 66L-1.5 -226h3L2 66Z', oklch(0.6, 0.19, 32)) : '';
  return [
    hand(C, 305 + drift / 2, leaf(150, 12), fill),
    hand(C, 62 + drift, leaf(222, 10), fill),
    seconds,
    `<circle cx="${C[0]}" cy="${C[1]}" r="13" fill="${polished(sheet, metal)}"/><circle cx="${C[0]}" cy="${C[1]}" r="4.5" fill="#222"/>`,
  ].join('');
}

/** Domed crystal: one soft arc of the key light, upper left. */
function glass(sheet: Sheet): string {
  const arc = `M${C[0] - 238} ${C[1] - 40}A242 242 0 0 1 ${C[0] - 20} ${C[1] - 241}L${C[0] - 30} ${C[1] - 176}A178 178 0 0 0 ${C[0] - 174} ${C[1] - 30}Z`;
  return `<path d="${arc}" fill="${sheet.linear(
    [
      [0, '#ffffff', 0.2],
      [1, '#ffffff', 0.03],
    ],
    [1, 1],
  )}" filter="${sheet.blur(1.5)}"/>`;
}
