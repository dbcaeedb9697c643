import { type Direction, glint, type Material, shade } from './light';
import { entry, lerp, line, n, type Point, polygon, steps } from './path';
import type { Sheet, Stop } from './sheet';

/** A turned form's outline from rim (t 0) to foot (t 1): radius in pixels at each height. */
export type Profile = ReadonlyArray<readonly [t: number, radius: number]>;

/** A turned form on the sheet; angles in radians, 0 faces the viewer, ±π/2 is the outline. */
export interface Form {
  readonly top: number;
  readonly bottom: number;
  readonly cx: number;
  radiusAt(t: number): number;
  /** Where a spot of the surface is seen; rings bow because the eye stands a little above. */
  at(angle: number, t: number): Point;
  normalAt(angle: number, t: number): Direction;
  /** Path data of the whole visible body. */
  readonly outline: string;
}

/** A smooth radius between the profile's points that never overshoots them (monotone cubic). */
function radiusOf(profile: Profile): (t: number) => number {
  const slope = (i: number) => {
    const [a, b] = [profile[i], profile[i + 1]];
    return a && b ? (b[1] - a[1]) / (b[0] - a[0]) : 0;
  };
  const tangent = (i: number) => {
    const [before, after] = [slope(i - 1), slope(i)];
    if (i === 0) return after;
    if (i === profile.length - 1) return before;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  };
  return (t) => {
    let i = profile.findIndex(([at]) => at > t) - 1;
    if (i < 0) i = t < 0.5 ? 0 : profile.length - 2;
    const [t0, r0] = entry(profile, i);
    const [t1, r1] = entry(profile, i + 1);
    const h = t1 - t0;
    const s = Math.min(1, Math.max(0, (t - t0) / h));
    const [m0, m1] = [tangent(i) * h, tangent(i + 1) * h];
    return (
      (2 * s ** 3 - 3 * s ** 2 + 1) * r0 +
      (s ** 3 - 2 * s ** 2 + s) * m0 +
      (-2 * s ** 3 + 3 * s ** 2) * r1 +
      (s ** 3 - s ** 2) * m1
    );
  };
}

/** Turns a profile into a form. `tilt` is a ring's height over its width: .13 is LOOK 9's bow. */
export function lathe(spec: {
  cx: number;
  top: number;
  bottom: number;
  profile: Profile;
  tilt?: number;
}): Form {
  const { cx, top, bottom, profile, tilt = 0.13 } = spec;
  const radiusAt = radiusOf(profile);
  const at = (angle: number, t: number): Point => [
    cx + radiusAt(t) * Math.sin(angle),
    lerp(top, bottom, t) + tilt * radiusAt(t) * Math.cos(angle),
  ];
  const height = bottom - top;
  const normalAt = (angle: number, t: number): Direction => {
    const e = 0.004;
    const widening =
      (radiusAt(Math.min(1, t + e)) - radiusAt(Math.max(0, t - e))) / (2 * e * height);
    const length = Math.hypot(1, widening);
    return [Math.sin(angle) / length, widening / length, Math.cos(angle) / length];
  };
  const rows = steps(150);
  const half = Math.PI / 2;
  const around = [
    ...rows.map((t) => at(-half, t)),
    ...steps(24).map((s) => at(-half + s * Math.PI, 1)),
    ...[...rows].reverse().map((t) => at(half, t)),
    ...steps(24).map((s) => at(half + s * Math.PI, 0)),
  ];
  return { cx, top, bottom, radiusAt, at, normalAt, outline: polygon(around) };
}

const COLUMNS = 64;
const ROWS = 44;

/**
 * The surface in upright strips, each with its own gradient: shading follows the form's real normals.
 * Opaque strips overlap a little to leave no seam; translucent ones must not, or they would stripe.
 */
function strips(
  sheet: Sheet,
  form: Form,
  overlap: number,
  paint: (normal: Direction) => Stop,
): string {
  const rows = steps(ROWS);
  let out = '';
  for (let i = 0; i < COLUMNS; i++) {
    // Even steps across the picture, not around the form, so that the edges get no slivers.
    const edge = (k: number) => Math.asin(Math.min(1, (2 * k) / COLUMNS - 1));
    const left = edge(i);
    const right = edge(Math.min(COLUMNS, i + 1 + overlap));
    const middle = edge(i + 0.5);
    const [from, to] = [form.at(middle, 0), form.at(middle, 1)];
    const stops = rows.map((t): Stop => {
      const [, color, alpha] = paint(form.normalAt(middle, t));
      return [(form.at(middle, t)[1] - from[1]) / (to[1] - from[1]), color, alpha ?? 1];
    });
    const fill = sheet.linearIn(stops, { from: [0, from[1]], to: [0, to[1]] });
    const sides = [
      ...rows.map((t) => form.at(left, t)),
      ...[...rows].reverse().map((t) => form.at(right, t)),
    ];
    out += `<path d="${polygon(sides)}" fill="${fill}"/>`;
  }
  return out;
}

/**
 * A turned body, back to front: lit surface, then `pattern` (multiplied, so that it takes the light),
 * then the gloss. The rim is not drawn; see `rim`.
 */
export function turned(sheet: Sheet, form: Form, material: Material, pattern = ''): string {
  const clip = sheet.clip(form.outline);
  const edge = shade(material, [0.9, 0, 0.44]);
  const lit = strips(sheet, form, 0.6, (normal) => [0, shade(material, normal)]);
  const shine = strips(sheet, form, 0, (normal) => [0, '#ffffff', glint(normal) * material.gloss]);
  return [
    `<g clip-path="${clip}"><path d="${form.outline}" fill="${edge}"/>`,
    `<g filter="${sheet.blur(3)}">${lit}</g>`,
    pattern && `<g style="mix-blend-mode:multiply">${pattern}</g>`,
    material.gloss > 0
      ? `<g filter="${sheet.blur(4)}" shape-rendering="crispEdges">${shine}</g>`
      : '',
    '</g>',
  ].join('');
}

/** An open mouth: lip of `thickness` pixels, and the inside, darkest at the light's own side. */
export function rim(
  sheet: Sheet,
  form: Form,
  material: Material,
  thickness: number,
  tilt = 0.13,
): string {
  const r = form.radiusAt(0);
  const inner = r - thickness;
  const oval = (rx: number, ry: number, dy: number, rest: string) =>
    `<ellipse cx="${n(form.cx)}" cy="${n(form.top + dy)}" rx="${n(rx)}" ry="${n(ry)}" ${rest}/>`;
  const lip = sheet.linear(
    [
      [0, shade(material, [-0.7, 0.6, 0.4])],
      [0.45, shade(material, [-0.3, 0.95, 0.2])],
      [1, shade(material, [0.7, 0.5, 0.2])],
    ],
    [1, 0.2],
  );
  const depth = { ...material, l: material.l * 0.62 };
  const well = sheet.linear(
    [
      [0, shade(depth, [0.9, -0.5, 0])],
      [0.6, shade(depth, [0.2, 0, 0.3])],
      [1, shade(depth, [-0.6, 0.3, 0.6])],
    ],
    [1, 0.25],
  );
  return (
    oval(r, r * tilt, 0, `fill="${lip}"`) +
    oval(inner, inner * tilt, thickness * 0.18, `fill="${well}"`) +
    oval(
      inner,
      inner * tilt,
      thickness * 0.18,
      `fill="none" stroke="#000" stroke-opacity=".22" stroke-width="2"`,
    )
  );
}

/** Path data of a ring between two heights, over the visible half. */
export function band(form: Form, t0: number, t1: number): string {
  const angles = steps(40).map((s) => -Math.PI / 2 + s * Math.PI);
  return polygon([
    ...angles.map((a) => form.at(a, t0)),
    ...[...angles].reverse().map((a) => form.at(a, t1)),
  ]);
}

/** Lays a flat design (pixels about a centre) on the form at an angle and height; null behind the edge. */
export function wrap(
  form: Form,
  angle: number,
  t: number,
  design: readonly Point[],
): Point[] | null {
  const radius = form.radiusAt(t);
  const height = form.bottom - form.top;
  const placed = design.map(([x, y]) => ({ angle: angle + x / radius, t: t + y / height }));
  if (placed.every((p) => Math.abs(p.angle) > Math.PI / 2)) return null;
  const edge = Math.PI / 2;
  return placed.map((p) => form.at(Math.min(edge, Math.max(-edge, p.angle)), p.t));
}

/** Path data of a wrapped open line, or nothing when it lies behind the form. */
export function wrappedLine(
  form: Form,
  angle: number,
  t: number,
  design: readonly Point[],
): string {
  const points = wrap(form, angle, t, design);
  return points ? line(points) : '';
}
