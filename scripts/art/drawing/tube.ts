import { type Direction, glint, type Material, shade } from './light';
import { entry, n, type Point, polygon, steps } from './path';
import type { Sheet } from './sheet';

/** A bent round bar: centre points along it and the radius (pixels) at each. */
export interface Tube {
  readonly spine: readonly Point[];
  readonly radius: (s: number) => number;
}

const LANES = 12;

/** The spine's points with the unit normal to the right of its run. */
function frames({ spine }: Tube): { at: Point; side: Point; s: number }[] {
  const last = spine.length - 1;
  return spine.map((at, i) => {
    const a = entry(spine, Math.max(0, i - 1));
    const b = entry(spine, Math.min(last, i + 1));
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    return { at, side: [-(b[1] - a[1]) / length, (b[0] - a[0]) / length], s: i / last };
  });
}

/** Path data of a tube's outline. */
function tubeOutline(tube: Tube): string {
  const rows = frames(tube);
  const edge = (sign: number) =>
    rows.map(
      ({ at, side, s }): Point => [
        at[0] + sign * side[0] * tube.radius(s),
        at[1] + sign * side[1] * tube.radius(s),
      ],
    );
  return polygon([...edge(-1), ...edge(1).reverse()]);
}

/** A tube in small facets, each shaded by the direction it faces. */
export function drawTube(sheet: Sheet, tube: Tube, material: Material): string {
  const rows = frames(tube);
  const outline = tubeOutline(tube);
  let facets = '';
  let shine = '';
  for (let i = 0; i < rows.length - 1; i++) {
    const a = entry(rows, i);
    const b = entry(rows, i + 1);
    for (let k = 0; k < LANES; k++) {
      const [u0, u1] = [(2 * k) / LANES - 1, Math.min(1, (2 * (k + 1.4)) / LANES - 1)];
      const middle = (2 * (k + 0.5)) / LANES - 1;
      const normal: Direction = [
        a.side[0] * middle,
        -a.side[1] * middle,
        Math.sqrt(1 - middle ** 2),
      ];
      const spot = (row: typeof a, u: number): Point => [
        row.at[0] + row.side[0] * u * tube.radius(row.s),
        row.at[1] + row.side[1] * u * tube.radius(row.s),
      ];
      const d = polygon([spot(a, u0), spot(b, u0), spot(b, u1), spot(a, u1)]);
      const color = shade(material, normal);
      facets += `<path d="${d}" fill="${color}" stroke="${color}" stroke-width="1"/>`;
      const gleam = glint(normal) * material.gloss;
      if (gleam > 0.02) shine += `<path d="${d}" fill="#fff" fill-opacity="${gleam.toFixed(2)}"/>`;
    }
  }
  return `<g clip-path="${sheet.clip(outline)}"><g filter="${sheet.blur(1.5)}">${facets}${shine}</g></g>`;
}

/** A round knob or boss, shaded as a ball. */
export function ball(sheet: Sheet, [cx, cy]: Point, radius: number, material: Material): string {
  const facing = (x: number, y: number): Direction => [
    x,
    y,
    Math.sqrt(Math.max(0, 1 - x * x - y * y)),
  ];
  const fill = sheet.radial(
    steps(8).map((s) => [s, shade(material, facing(-0.45 + s * 1.2, 0.45 - s * 1.1))] as const),
    [0.3, 0.28],
    0.85,
  );
  const gleam =
    material.gloss > 0
      ? `<ellipse cx="${n(cx - radius * 0.32)}" cy="${n(cy - radius * 0.38)}" rx="${n(radius * 0.24)}" ry="${n(radius * 0.17)}" fill="#fff" opacity="${material.gloss * 0.7}" filter="${sheet.blur(radius * 0.06)}"/>`
      : '';
  return `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(radius)}" fill="${fill}"/>${gleam}`;
}
