import { type Lch, oklch, tone } from './color';
import { n, type Point } from './path';
import type { Sheet } from './sheet';

/** Brushed and polished metals of watches, clocks and cameras. */
export const METALS = {
  steel: { l: 0.74, c: 0.008, h: 235 },
  gold: { l: 0.78, c: 0.1, h: 78 },
  rose: { l: 0.74, c: 0.085, h: 52 },
  brass: { l: 0.76, c: 0.1, h: 80 },
} satisfies Record<string, Lch>;

/** A polished flat or bevelled face: light, band, dark, light. Runs in shares of the shape's box. */
export const polished = (
  sheet: Sheet,
  metal: Lch,
  run: readonly [number, number] = [1, 1],
): string =>
  sheet.linear(
    [
      [0, tone(metal, 0.16, 0.5)],
      [0.22, tone(metal, 0.04)],
      [0.48, tone(metal, -0.26)],
      [0.62, tone(metal, -0.1)],
      [0.82, tone(metal, 0.14, 0.6)],
      [1, tone(metal, -0.2)],
    ],
    run,
  );

/** A round bar seen from the side: dark edges, one bright line. */
export const rounded = (
  sheet: Sheet,
  metal: Lch,
  run: readonly [number, number] = [1, 0],
): string =>
  sheet.linear(
    [
      [0, tone(metal, -0.34)],
      [0.14, tone(metal, -0.08)],
      [0.3, tone(metal, 0.18, 0.4)],
      [0.44, tone(metal, 0.02)],
      [0.72, tone(metal, -0.28)],
      [0.9, tone(metal, -0.08)],
      [1, tone(metal, -0.3)],
    ],
    run,
  );

/** A flat metal ring: a bevel that turns from light to dark round the circle. */
export function bezel(
  sheet: Sheet,
  [cx, cy]: Point,
  outer: number,
  inner: number,
  metal: Lch,
): string {
  const middle = (outer + inner) / 2;
  const ring = (r: number, width: number, paint: string) =>
    `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="none" stroke="${paint}" stroke-width="${n(width)}"/>`;
  return [
    ring(middle, outer - inner, polished(sheet, metal, [1, 1])),
    ring(outer - 1.5, 3, polished(sheet, { ...metal, l: metal.l - 0.16 }, [0.4, 1])),
    ring(
      inner + (outer - inner) * 0.3,
      (outer - inner) * 0.5,
      polished(sheet, { ...metal, l: metal.l + 0.03 }, [-1, 1]),
    ),
    ring(inner + 1, 2.5, oklch(0.2, 0.01, metal.h)),
  ].join('');
}

/** A tapered watch or clock hand pointing `degrees` clockwise from twelve, with its small shadow. */
export function hand(center: Point, degrees: number, shape: string, fill: string): string {
  const [x, y] = center;
  const place = (dx: number, dy: number) =>
    `translate(${n(x + dx)} ${n(y + dy)}) rotate(${n(degrees)})`;
  return `<path d="${shape}" transform="${place(4, 7)}" fill="#000" opacity=".28"/><path d="${shape}" transform="${place(0, 0)}" fill="${fill}" stroke="#000" stroke-opacity=".3" stroke-width="1"/>`;
}

/** Marks round a dial: `count` strokes from radius `from` to `to`, skipping what `skip` names. */
export function ticks(
  [cx, cy]: Point,
  spec: {
    count: number;
    from: number;
    to: number;
    width: number;
    color: string;
    skip?: (i: number) => boolean;
  },
): string {
  const d: string[] = [];
  for (let i = 0; i < spec.count; i++) {
    if (spec.skip?.(i)) continue;
    const a = (i / spec.count) * 2 * Math.PI;
    d.push(
      `M${n(cx + Math.sin(a) * spec.from)} ${n(cy - Math.cos(a) * spec.from)}L${n(cx + Math.sin(a) * spec.to)} ${n(cy - Math.cos(a) * spec.to)}`,
    );
  }
  return `<path d="${d.join('')}" stroke="${spec.color}" stroke-width="${n(spec.width)}" fill="none"/>`;
}
