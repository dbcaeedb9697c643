import type { Chance } from '../drawing/chance';
import { oklch } from '../drawing/color';
import { type Form, wrap } from '../drawing/lathe';
import { line, type Point, petal, polygon, steps } from '../drawing/path';

/** A painter in underglaze blue on one turned form; every design is in pixels about a spot of the surface. */
export interface Brush {
  /** A wash inside an outline: pooled, uneven blue. `depth` 0 is pale, 1 is the darkest. */
  wash(angle: number, t: number, shape: readonly Point[], depth?: number, outlined?: boolean): void;
  /** An open stroke. */
  stroke(angle: number, t: number, run: readonly Point[], width: number, depth?: number): void;
  /** Everything painted, as SVG; meant to be multiplied over the body. */
  painted(): string;
}

/** Opens a pot of cobalt at `hue`. */
export function cobaltBrush(form: Form, chance: Chance, hue: number): Brush {
  const marks: string[] = [];
  const blue = (depth: number) => oklch(0.8 - 0.46 * depth, 0.06 + 0.11 * depth, hue);
  return {
    wash: (angle, t, shape, depth = 0.6, outlined = true) => {
      const points = wrap(form, angle, t, shape);
      if (!points) return;
      const pooled = Math.min(1, Math.max(0.1, depth + chance.between(-0.13, 0.13)));
      const edge = outlined ? ` stroke="${blue(1)}" stroke-width="2.6"` : '';
      marks.push(`<path d="${polygon(points)}" fill="${blue(pooled)}"${edge}/>`);
    },
    stroke: (angle, t, run, width, depth = 0.95) => {
      const points = wrap(form, angle, t, run);
      if (points)
        marks.push(
          `<path d="${line(points)}" fill="none" stroke="${blue(depth)}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`,
        );
    },
    painted: () => marks.join(''),
  };
}

/** A line all the way round. */
export function ringLine(brush: Brush, form: Form, t: number, width: number): void {
  const half = (form.radiusAt(t) * Math.PI) / 2;
  brush.stroke(
    0,
    t,
    steps(48).map((s): Point => [(s * 2 - 1) * half, 0]),
    width,
  );
}

/** Upright or hanging pointed panels all the way round, as lotus petals at a foot or on a shoulder. */
export function panels(
  brush: Brush,
  spec: { t: number; count: number; length: number; width: number; up: boolean },
): void {
  const { t, count, length, width, up } = spec;
  const angle = up ? -Math.PI / 2 : Math.PI / 2;
  for (let i = 0; i < count; i++) {
    const at = ((i + 0.5) / count) * 2 * Math.PI - Math.PI;
    brush.wash(at, t, petal([0, 0], angle, length, width, 0.62), 0.12);
    brush.wash(at, t, petal([0, 0], angle, length * 0.78, width * 0.6, 0.62), 0.55);
    brush.wash(at, t, petal([0, 0], angle, length * 0.45, width * 0.22, 0.62), 0.95, false);
  }
}

/** A cloud-collar of three-lobed hanging heads. */
export function cloudCollar(brush: Brush, spec: { t: number; count: number; size: number }): void {
  const lobe = (size: number) =>
    steps(36).map((s): Point => {
      const turn = s * 2 * Math.PI;
      const r = size * (0.74 + 0.26 * Math.cos(3 * turn));
      return [Math.sin(turn) * r * 0.92, Math.cos(turn) * r + size * 0.55];
    });
  for (let i = 0; i < spec.count; i++) {
    const at = ((i + 0.5) / spec.count) * 2 * Math.PI - Math.PI;
    brush.wash(at, spec.t, lobe(spec.size), 0.75);
    brush.wash(at, spec.t, lobe(spec.size * 0.62), 0.1);
    brush.wash(at, spec.t, lobe(spec.size * 0.3), 0.8, false);
  }
}

/** Rolling waves in a band: overlapping combs of arcs. */
export function waves(brush: Brush, form: Form, t: number, size: number): void {
  const count = Math.round((2 * Math.PI * form.radiusAt(t)) / (size * 1.5));
  for (let i = 0; i < count; i++) {
    const at = (i / count) * 2 * Math.PI - Math.PI;
    for (const r of [1, 0.68, 0.36]) {
      const arc = steps(12).map(
        (s): Point => [
          Math.cos(Math.PI * (1 + s)) * size * r,
          Math.sin(Math.PI * (1 + s)) * size * r,
        ],
      );
      brush.stroke(at, t, arc, r === 1 ? 4 : 2.6, r === 1 ? 0.9 : 0.6);
    }
  }
}

/** A lotus seen from the side and above: three rows of pointed petals round a seed head. */
export function lotus(brush: Brush, angle: number, t: number, size: number): void {
  for (const [row, count, reach] of [
    [0, 11, 1],
    [1, 9, 0.74],
    [2, 7, 0.48],
  ] as const)
    for (let i = 0; i < count; i++) {
      const turn = ((i + row * 0.5) / count) * 2 * Math.PI;
      brush.wash(
        angle,
        t,
        petal([0, 0], turn, size * reach, size * 0.46 * (1 - row * 0.16), 1.1),
        0.28 + row * 0.22,
      );
    }
  const heart = steps(16).map(
    (s): Point => [Math.cos(s * 6.283) * size * 0.17, Math.sin(s * 6.283) * size * 0.17],
  );
  brush.wash(angle, t, heart, 1);
}

/** A vine in waves round the body, a lotus in every bend, leaves and tendrils between. */
export function lotusScroll(
  brush: Brush,
  form: Form,
  chance: Chance,
  spec: { t: number; waves: number; rise: number },
): void {
  const { t, rise } = spec;
  const radius = form.radiusAt(t);
  const wave = (2 * Math.PI * radius) / spec.waves;
  const phase = chance.between(-0.4, 0.4);
  const vineAt = (x: number) => Math.sin((x / wave) * 2 * Math.PI) * rise;
  const half = Math.PI * radius;
  const vine = steps(240).map((s): Point => [(s * 2 - 1) * half, vineAt((s * 2 - 1) * half)]);
  for (let i = 0; i < 12; i++) brush.stroke(phase, t, vine.slice(i * 20, i * 20 + 21), 6.5);
  for (let k = -spec.waves; k < spec.waves; k++) {
    const x = (k + 0.5) * (wave / 2);
    const up = Math.sign(vineAt(x)) || 1;
    for (const side of [-1, 1]) {
      tendril(brush, phase + (x + side * wave * 0.15) / radius, t, { side, up, size: rise * 0.5 });
      leaves(brush, chance, phase + (x + side * wave * 0.2) / radius, t, {
        up,
        y: vineAt(x + side * wave * 0.2),
        size: rise * 0.75,
      });
    }
    lotus(
      brush,
      phase + x / radius,
      t + (-up * rise * 0.12) / (form.bottom - form.top),
      rise * 0.86,
    );
  }
}

function tendril(
  brush: Brush,
  angle: number,
  t: number,
  { side, up, size }: { side: number; up: number; size: number },
): void {
  const curl = steps(26).map(
    (s): Point => [
      side * Math.cos(s * 6.6) * size * 0.5 * (1 - s * 0.86),
      -up * (size * 1.75 + Math.sin(s * 6.6) * size * 0.5 * (1 - s * 0.86)),
    ],
  );
  brush.stroke(angle, t, curl, 4);
}

function leaves(
  brush: Brush,
  chance: Chance,
  angle: number,
  t: number,
  { up, y, size }: { up: number; y: number; size: number },
): void {
  for (const turn of [-0.75, 0.05, 0.8]) {
    const leaf = petal(
      [0, y],
      up * (Math.PI / 2) + turn + chance.between(-0.2, 0.2),
      size,
      size * 0.34,
      0.7,
    );
    brush.wash(angle, t, leaf, 0.7);
  }
}
