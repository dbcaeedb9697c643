import type { Chance } from './chance';
import { entry, type Point } from './path';

/** Keeps the part of a convex polygon nearer to `site` than to `other`. */
function nearer(cell: readonly Point[], site: Point, other: Point): Point[] {
  const mid: Point = [(site[0] + other[0]) / 2, (site[1] + other[1]) / 2];
  const side = (p: Point) =>
    (p[0] - mid[0]) * (other[0] - site[0]) + (p[1] - mid[1]) * (other[1] - site[1]);
  const kept: Point[] = [];
  cell.forEach((p, i) => {
    const q = entry(cell, (i + 1) % cell.length);
    const [a, b] = [side(p), side(q)];
    if (a <= 0) kept.push(p);
    if (a < 0 !== b < 0 && a !== b) {
      const s = a / (a - b);
      kept.push([p[0] + (q[0] - p[0]) * s, p[1] + (q[1] - p[1]) * s]);
    }
  });
  return kept;
}

/**
 * Cells of a Voronoi diagram over a jittered grid, as polygons: the net that crackled glaze breaks into.
 * `width` × `height` pixels, cells about `size` across.
 */
export function voronoi(chance: Chance, width: number, height: number, size: number): Point[][] {
  const [columns, rows] = [Math.ceil(width / size), Math.ceil(height / size)];
  const sites: Point[] = [];
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      sites.push([
        (x + chance.between(0.02, 0.98)) * size,
        (y + chance.between(0.02, 0.98)) * size,
      ]);
  const reach = size * 3.2;
  return sites.map((site) => {
    let cell: Point[] = [
      [site[0] - reach, site[1] - reach],
      [site[0] + reach, site[1] - reach],
      [site[0] + reach, site[1] + reach],
      [site[0] - reach, site[1] + reach],
    ];
    for (const other of sites) {
      if (other === site || Math.hypot(other[0] - site[0], other[1] - site[1]) > reach) continue;
      cell = nearer(cell, site, other);
    }
    return cell;
  });
}
