import { type Lch, oklch } from './color';
import { clamp, ramp } from './path';

/** A direction in the studio: x right, y up, z to the viewer. */
export type Direction = readonly [x: number, y: number, z: number];

/** What a surface is made of. `gloss` 0 is bisque, 1 is glaze; `metal` mirrors the studio instead. */
export type Material = Lch & { readonly gloss: number; readonly metal?: boolean };

const unit = ([x, y, z]: Direction): Direction => {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
};
const dot = (a: Direction, b: Direction) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const KEY = unit([-0.62, 0.55, 0.62]);
const EYE = unit([0, 0.14, 1]);

/** Where the eye's ray goes after the surface: degrees to the right, degrees up. */
function mirrored(normal: Direction): { right: number; up: number } {
  const along = 2 * dot(normal, EYE);
  const [x, y, z] = [0, 1, 2].map((i) => along * (normal[i] ?? 0) - (EYE[i] ?? 0)) as [
    number,
    number,
    number,
  ];
  return {
    right: (Math.atan2(x, z) * 180) / Math.PI,
    up: (Math.atan2(y, Math.hypot(x, z)) * 180) / Math.PI,
  };
}

const window = (value: number, low: number, high: number, soft: number) =>
  ramp(low - soft, low + soft, value) * (1 - ramp(high - soft, high + soft, value));

/** How much of the two soft boxes a polished surface shows at this normal, 0–1. */
export function glint(normal: Direction): number {
  const { right, up } = mirrored(normal);
  const keyBox = window(right, -88, -46, 6) * window(up, -6, 58, 9);
  const strip = window(right, 84, 118, 8) * window(up, -25, 70, 14);
  return clamp(0.8 * keyBox + 0.26 * strip);
}

/** Colour of a lit, unpolished surface (or of metal, which shows the studio's bands). */
export function shade(material: Material, normal: Direction): string {
  if (material.metal) return metalShade(material, normal);
  const lit = clamp((dot(normal, KEY) + 0.42) / 1.42);
  // The floor throws light back up, the far wall lights the shadow's outer edge.
  const bounce = 0.06 * clamp(-normal[1]) + 0.1 * clamp(normal[0]) * (1 - clamp(normal[2])) ** 2;
  const light = material.l * (0.37 + 0.79 * lit ** 0.9) + bounce;
  const chroma = material.c * (1.12 - 0.45 * lit);
  return oklch(Math.min(light, 0.985), chroma, material.h);
}

function metalShade(material: Material, normal: Direction): string {
  const { right, up } = mirrored(normal);
  const horizon = ramp(-14, 6, up);
  const boxes = 0.42 * window(right, -110, -35, 16) + 0.22 * window(right, 40, 95, 12);
  const dark = 0.26 * window(right, -22, 26, 16) + 0.2 * window(Math.abs(right), 120, 180, 12);
  const light = material.l * (0.66 + 0.28 * horizon) + boxes * material.l - dark * material.l;
  return oklch(clamp(light, 0.12, 0.985), material.c * (light > 0.85 ? 0.6 : 1.05), material.h);
}
