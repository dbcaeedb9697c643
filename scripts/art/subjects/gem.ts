import type { Chance } from '../drawing/chance';
import { type Lch, oklch } from '../drawing/color';
import { type Direction, glint } from '../drawing/light';
import { clamp, entry, type Point, polygon } from '../drawing/path';

/** A spot of the stone: x right, y up, z to the viewer; the girdle has radius 1 at height 0. */
type Spot = readonly [x: number, y: number, z: number];

/** How a spot of the stone is seen in the picture. */
export type Project = (spot: Spot) => Point;

type Facet = { readonly corners: readonly Spot[]; readonly inner?: boolean };

const around = (count: number, radius: number, height: number, turn = 0, stretch = 1): Spot[] =>
  Array.from({ length: count }, (_, i) => {
    const a = ((i + turn) / count) * 2 * Math.PI;
    return [Math.sin(a) * radius * stretch, height, Math.cos(a) * radius];
  });

/** A brilliant's crown: star, kite and girdle facets, and the pavilion's star seen through the table. */
function brilliant(stretch: number): Facet[] {
  const table = around(8, 0.56, 0.34, 0, stretch);
  const middle = around(8, 0.8, 0.2, 0.5, stretch);
  const girdle = around(16, 1, 0, 0, stretch);
  const facets: Facet[] = [];
  const at = (list: readonly Spot[], i: number) => entry(list, (i + list.length) % list.length);
  for (let i = 0; i < 8; i++) {
    facets.push({ corners: [at(table, i), at(table, i + 1), at(middle, i)] });
    facets.push({ corners: [at(table, i), at(middle, i), at(girdle, 2 * i), at(middle, i - 1)] });
    facets.push({ corners: [at(middle, i), at(girdle, 2 * i), at(girdle, 2 * i + 1)] });
    facets.push({ corners: [at(middle, i), at(girdle, 2 * i + 1), at(girdle, 2 * i + 2)] });
  }
  const heart = around(16, 0.2, 0.34, 0.5, stretch);
  const rimSpots = around(16, 0.53, 0.34, 0, stretch);
  for (let i = 0; i < 16; i++) {
    facets.push({ inner: true, corners: [at(rimSpots, i), at(rimSpots, i + 1), at(heart, i)] });
    facets.push({ inner: true, corners: [at(heart, i), at(heart, i + 1), at(rimSpots, i + 1)] });
    facets.push({ inner: true, corners: [at(heart, i), at(heart, i + 1), [0, 0.34, 0]] });
  }
  return facets;
}

/** A step cut: long eight-sided rings, and the pavilion's steps seen through the table. */
function steps(): Facet[] {
  const ring = (scale: number, height: number): Spot[] => {
    const [w, d, cut] = [1.12 * scale, 0.86 * scale, 0.26];
    return [
      [-w + cut, height, d],
      [w - cut, height, d],
      [w, height, d - cut],
      [w, height, -d + cut],
      [w - cut, height, -d],
      [-w + cut, height, -d],
      [-w, height, -d + cut],
      [-w, height, d - cut],
    ];
  };
  const rings = [ring(1, 0), ring(0.9, 0.13), ring(0.78, 0.24), ring(0.66, 0.32)];
  const inner = [ring(0.66, 0.32), ring(0.54, 0.32), ring(0.43, 0.32), ring(0.34, 0.32)];
  const facets: Facet[] = [];
  const between = (list: readonly Spot[][], isInner: boolean) => {
    for (let k = 0; k < list.length - 1; k++)
      for (let i = 0; i < 8; i++) {
        const [a, b] = [entry(list, k), entry(list, k + 1)];
        facets.push({
          inner: isInner,
          corners: [entry(a, i), entry(a, (i + 1) % 8), entry(b, (i + 1) % 8), entry(b, i)],
        });
      }
  };
  between(rings, false);
  between(inner, true);
  facets.push({ inner: true, corners: entry(inner, 3) });
  return facets;
}

function normalOf(corners: readonly Spot[]): Direction {
  const [a, b, c] = [entry(corners, 0), entry(corners, 1), entry(corners, 2)];
  const u = a.map((v, i) => (b[i] ?? 0) - v);
  const w = a.map((v, i) => (c[i] ?? 0) - v);
  const [ux = 0, uy = 0, uz = 0] = u;
  const [wx = 0, wy = 0, wz = 0] = w;
  const cross = [uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx];
  const length = Math.hypot(...cross) || 1;
  const sign = (cross[1] ?? 0) < 0 ? -1 : 1;
  return [
    ((cross[0] ?? 0) / length) * sign,
    ((cross[1] ?? 0) / length) * sign,
    ((cross[2] ?? 0) / length) * sign,
  ];
}

/** A faceted stone: each facet flat, lit by where it faces and by the chance light inside. */
export function gem(
  chance: Chance,
  cut: 'brilliant' | 'oval' | 'step',
  color: Lch,
  project: Project,
): string {
  const facets = cut === 'step' ? steps() : brilliant(cut === 'oval' ? 1.22 : 1);
  const behind = facets.filter((f) => !f.inner && normalOf(f.corners)[2] < 0);
  const front = facets.filter((f) => !f.inner && normalOf(f.corners)[2] >= 0);
  const draw = (facet: Facet) => {
    const normal = normalOf(facet.corners);
    const flash = chance.next();
    const inside = facet.inner ? (flash - 0.5) * 0.5 : (flash - 0.55) * 0.26;
    const facing = -0.34 * normal[0] + 0.2 * normal[1] - 0.1;
    const spark = facet.inner && flash > 0.88 ? 0.3 : 0;
    const light = clamp(color.l + inside + facing + spark + 0.34 * glint(normal), 0.14, 0.985);
    const fill = oklch(
      light,
      color.c * (light > color.l + 0.24 ? 0.4 : 1),
      color.h + (flash - 0.5) * 16,
    );
    return `<path d="${polygon(facet.corners.map(project))}" fill="${fill}" stroke="#fff" stroke-opacity="${facet.inner ? 0.16 : 0.34}" stroke-width="${facet.inner ? 0.8 : 1.4}" stroke-linejoin="round"/>`;
  };
  return [...behind, ...facets.filter((f) => f.inner), ...front].map(draw).join('');
}
