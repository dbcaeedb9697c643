/** A point in picture pixels: x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** The entry at `index`, or a thrown error: drawings index only lists they just made. */
export function entry<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`no entry ${index} of ${list.length}`);
  return value;
}

/** A number for an SVG attribute: one decimal is a tenth of a pixel. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);

export const xy = ([x, y]: Point): string => `${n(x)} ${n(y)}`;

/** Path data through straight lines. */
export const line = (points: readonly Point[]): string => `M${points.map(xy).join('L')}`;

/** Path data of a closed polygon. */
export const polygon = (points: readonly Point[]): string => `${line(points)}Z`;

/** Numbers from 0 to 1 in `count` equal steps, both ends included. */
export const steps = (count: number): number[] =>
  Array.from({ length: count + 1 }, (_, i) => i / count);

export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;

export const clamp = (value: number, low = 0, high = 1): number =>
  Math.min(high, Math.max(low, value));

/** 0 below `low`, 1 above `high`, a smooth ramp between. */
export function ramp(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** Points along a Catmull-Rom curve through `points`, `per` to each span. */
export function curve(points: readonly Point[], per = 10): Point[] {
  const out: Point[] = [];
  for (let i = 0; i < points.length - 1; i++) {
    const p1 = entry(points, i);
    const p2 = entry(points, i + 1);
    const p0 = points[i - 1] ?? p1;
    const p3 = points[i + 2] ?? p2;
    for (let k = 0; k < per; k++) out.push(catmull(p0, p1, p2, p3, k / per));
  }
  out.push(entry(points, points.length - 1));
  return out;
}

function catmull(p0: Point, p1: Point, p2: Point, p3: Point, t: number): Point {
  const axis = (a: number, b: number, c: number, d: number) =>
    0.5 *
    (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);
  return [axis(p0[0], p1[0], p2[0], p3[0]), axis(p0[1], p1[1], p2[1], p3[1])];
}

/** A pointed petal or leaf as a polygon: from `from`, `length` long at `angle` radians, `width` wide. */
export function petal(from: Point, angle: number, length: number, width: number, full = 0.8) {
  const side = (sign: number) =>
    steps(10).map((s): Point => {
      const across = sign * width * 0.5 * Math.sin(Math.PI * s ** full) ** 0.85;
      const along = s * length;
      return [
        from[0] + Math.cos(angle) * along - Math.sin(angle) * across,
        from[1] + Math.sin(angle) * along + Math.cos(angle) * across,
      ];
    });
  return [...side(-1), ...side(1).reverse()];
}
